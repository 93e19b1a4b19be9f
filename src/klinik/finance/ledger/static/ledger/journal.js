// The journal form under the fingers: sums at once, Return goes on, the last line makes a new one.
(function () {
  "use strict";
  function form() { return document.querySelector("[data-journal]"); }
  function lines() { return Array.from(form().querySelectorAll("[data-line]")); }
  function box(line, name) { return line.querySelector("[name=" + name + "]"); }
  function amount(field) {
    // As RupiahField reads it: "50000", "50.000", "Rp 50.000,00"; anything else counts as nothing.
    var typed = field.value.trim().match(/^(?:rp\.?)?\s*(\d{1,3}(?:[. ]\d{3})+|\d+)(?:,(?:00?|-))?$/i);
    return typed ? Number(typed[1].replace(/\D/g, "")) : 0;
  }
  function sum(name) {
    return lines().reduce(function (all, line) { return all + amount(box(line, name)); }, 0);
  }
  function grouped(number) { return String(Math.abs(number)).replace(/\B(?=(\d{3})+$)/g, "."); }
  function show() {
    var debits = sum("debit"), credits = sum("credit");
    form().querySelector("[data-debits]").textContent = "Rp" + grouped(debits);
    form().querySelector("[data-credits]").textContent = "Rp" + grouped(credits);
    form().querySelector("[data-difference]").textContent = "Rp" + grouped(debits - credits);
  }
  function add() {
    var all = lines(), last = all[all.length - 1];
    if (all.length >= Number(form().dataset.most)) return null;
    var line = last.cloneNode(true);
    line.querySelectorAll("input").forEach(function (field) {
      field.value = "";
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-describedby");
      field.setAttribute("aria-label", field.getAttribute("aria-label").replace(/\d+/, all.length + 1));
    });
    line.querySelectorAll(".error").forEach(function (error) { error.remove(); });
    last.after(line);
    return line;
  }
  function balance() {
    var difference = sum("debit") - sum("credit");
    if (!difference) return;
    var open = lines().filter(function (line) { return !amount(box(line, "debit")) && !amount(box(line, "credit")); });
    var line = open.filter(function (one) { return box(one, "account").value.trim(); })[0] || open[0] || add();
    if (!line) return;
    var field = box(line, difference > 0 ? "credit" : "debit");
    field.value = grouped(difference);
    field.dispatchEvent(new Event("input", {bubbles: true}));
    (box(line, "account").value.trim() ? field : box(line, "account")).focus();
  }
  document.addEventListener("input", function (event) {
    if (!event.target.closest("[data-line]")) return;
    show();
    var all = lines();
    if (event.target.closest("[data-line]") === all[all.length - 1]) add();
  });
  document.addEventListener("click", function (event) {
    if (!form()) return;
    var button = event.target.closest("[data-more], [data-balance]");
    if (!button) return;
    event.preventDefault();
    if (button.hasAttribute("data-balance")) return balance();
    var line = add();
    if (line) box(line, "account").focus();
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || !form() || !form().contains(event.target)) return;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      return form().requestSubmit(form().querySelector("[data-save]"));
    }
    if (event.target.closest("[data-keeping]") && event.target.tagName === "INPUT") {
      event.preventDefault(); // the name of a pattern is no reason to save the entry
      return form().requestSubmit(form().querySelector("[data-keep]"));
    }
    if (!event.target.closest("[data-line]") || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    var fields = Array.from(form().querySelectorAll("[data-line] input"));
    var next = fields[fields.indexOf(event.target) + 1];
    if (!next) next = add() && form().querySelector("[data-line]:last-child input");
    if (next) next.focus();
  });
})();
