// What HTML alone cannot do: remember the display, stop a second click, say that the line is down.
(function () {
  "use strict";
  var root = document.documentElement;
  var dark = matchMedia("(prefers-color-scheme: dark)");

  // The server writes data-theme from the cookie, so a page is never drawn in the wrong display first.
  function shown() {
    return root.dataset.theme || (dark.matches ? "dark" : "light");
  }
  function showTheme() {
    root.dataset.shown = shown();
    document.querySelectorAll("[data-theme-switch]").forEach(function (button) {
      button.hidden = false;
      button.setAttribute("aria-pressed", String(shown() === "dark"));
    });
  }
  function switchTheme() {
    var next = shown() === "dark" ? "light" : "dark";
    var likeSystem = next === (dark.matches ? "dark" : "light");
    if (likeSystem) delete root.dataset.theme;
    else root.dataset.theme = next;
    document.cookie = "theme=" + next + ";path=/;SameSite=Lax;max-age=" + (likeSystem ? 0 : 31536000);
    showTheme();
  }

  // Text for another program: copied where the browser lets us.
  function showCopies() {
    document.querySelectorAll("[data-copy]").forEach(function (button) {
      button.hidden = !navigator.clipboard;
    });
  }
  function copy(button) {
    navigator.clipboard.writeText(button.dataset.copy).then(function () {
      button.querySelector("span").textContent = button.dataset.copied;
    });
  }

  function showLine() {
    document.querySelectorAll("[data-offline]").forEach(function (banner) {
      banner.hidden = navigator.onLine;
    });
  }

  function closeMenus(except) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (menu !== except) menu.open = false;
    });
  }

  // A refused form: the reader is taken to what is wrong.
  function showErrors(within) {
    var summary = within.querySelector("[data-error-summary]");
    if (summary) summary.focus();
  }

  document.addEventListener("click", function (event) {
    closeMenus(event.target.closest("details.menu"));
    if (event.target.closest("[data-theme-switch]")) switchTheme();
    if (event.target.closest("[data-print]")) print();
    if (event.target.closest("[data-copy]")) copy(event.target.closest("[data-copy]"));
  });
  document.addEventListener("keydown", function (event) {
    var menu = event.key === "Escape" && document.querySelector("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // Without htmx: the first click sends the form, the second does nothing until the answer is there.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.hasAttribute("hx-post") || form.method === "get") return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    keepDraft(form);
    root.classList.add("busy");
    form.querySelectorAll("button:not([type=button])").forEach(function (button) {
      button.setAttribute("aria-disabled", "true");
    });
  });
  // Back from the browser's memory: the form may be sent again.
  addEventListener("pageshow", function () {
    root.classList.remove("busy");
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
      form.querySelectorAll("button[aria-disabled]").forEach(function (button) {
        button.removeAttribute("aria-disabled");
      });
    });
  });

  // A session may have ended under a form: what this person typed is kept until the next page of
  // theirs, and put back if that page has the form again.
  function typed(form) {
    return Array.from(form.elements).filter(function (field) {
      return field.name && !/^(hidden|password|file|submit)$/.test(field.type);
    });
  }
  function draftOf(form) {
    return "draft " + document.body.dataset.who + " " + form.action;
  }
  function keepDraft(form) {
    if (!document.body.dataset.who) return;
    var chosen = typed(form).filter(function (field) {
      return !/^(radio|checkbox)$/.test(field.type) || field.checked;
    });
    var words = chosen.map(function (field) { return [field.name, field.value]; });
    sessionStorage.setItem(draftOf(form), JSON.stringify(words));
  }
  function restoreDrafts() {
    if (!document.body.dataset.who) return;
    document.querySelectorAll("form[method=post]").forEach(function (form) {
      var draft = sessionStorage.getItem(draftOf(form));
      if (!draft) return;
      JSON.parse(draft).forEach(function (word) {
        typed(form).forEach(function (field) {
          if (field.name !== word[0]) return;
          if (/^(radio|checkbox)$/.test(field.type)) field.checked = field.checked || field.value === word[1];
          else field.value = word[1];
        });
      });
      var hidden = form.closest("details");
      if (hidden) hidden.open = true;
    });
    Object.keys(sessionStorage).forEach(function (key) {
      if (key.startsWith("draft ")) sessionStorage.removeItem(key);
    });
  }
  document.addEventListener("htmx:responseError", function (event) {
    var signIn = event.detail.xhr.status === 401 && event.detail.xhr.getResponseHeader("X-Sign-In");
    if (!signIn) return;
    if (event.detail.elt.matches("form[method=post]")) keepDraft(event.detail.elt);
    location.assign(signIn + "?next=" + encodeURIComponent(location.pathname + location.search));
  });

  document.addEventListener("htmx:beforeRequest", function (event) {
    if (event.detail.elt.hasAttribute("data-quiet")) return;  // asks by itself every second
    root.classList.add("busy");
    document.querySelectorAll("[data-failed]").forEach(function (failed) { failed.hidden = true; });
  });
  document.addEventListener("htmx:afterRequest", function () { root.classList.remove("busy"); });
  document.addEventListener("htmx:afterSwap", function (event) { showErrors(event.target); });
  ["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach(function (name) {
    document.addEventListener(name, function () {
      var failed = document.querySelector("[data-failed]");
      if (!failed) return;
      failed.hidden = false;
      failed.scrollIntoView({block: "center"});
    });
  });

  addEventListener("online", showLine);
  addEventListener("offline", showLine);
  dark.addEventListener("change", showTheme);
  showTheme();
  showLine();
  showCopies();
  showErrors(document);
  restoreDrafts();
})();
