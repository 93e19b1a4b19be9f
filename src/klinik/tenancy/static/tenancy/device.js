// A shared device: large keys for the PIN, and back to the names when nobody touches it.
(function () {
  "use strict";
  var DIGITS = 6;

  // Without script the telephone's own numeric keys come up; with ours they stay away.
  function showKeys(form) {
    var field = form.querySelector("input[inputmode]");
    var keys = form.querySelector("[data-keypad]");
    keys.hidden = false;
    if (matchMedia("(pointer: coarse)").matches) field.inputMode = "none";
    function sendWhenFull() {
      if (field.value.length === DIGITS) form.requestSubmit();
    }
    keys.addEventListener("click", function (event) {
      var button = event.target.closest("[data-key]");
      if (!button) return;
      var key = button.dataset.key;
      if (key === "clear") field.value = "";
      else if (key === "back") field.value = field.value.slice(0, -1);
      else if (field.value.length < DIGITS) field.value += key;
      sendWhenFull();
    });
    field.addEventListener("input", sendWhenFull);
  }

  function watch(top) {
    var timer;
    function begin() {
      clearTimeout(timer);
      timer = setTimeout(function () { location.assign(top.dataset.idleTo); }, top.dataset.idle * 1000);
    }
    ["pointerdown", "keydown", "scroll"].forEach(function (kind) {
      addEventListener(kind, begin, {passive: true});
    });
    begin();
  }

  document.querySelectorAll("[data-pin]").forEach(showKeys);
  var top = document.querySelector("[data-idle]");
  if (top) watch(top);
})();
