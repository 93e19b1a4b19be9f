// The live room: listens where it can, asks where it cannot, and tells time. The page itself is the
// server's: whoever hears of news fetches it, so what was missed is there with the next look.
(function () {
  "use strict";
  var POLL_MS = 5000, SLOW_MS = 60000, REST_MS = 30000;
  var source = null, timer = null, wanted = 0;
  function page() { return document.getElementById("room-page"); }
  function room() { return document.getElementById("room"); }
  function shown() { return Number(room().dataset.number); }

  // Nobody's words are swapped away under their fingers: the news wait until they are sent or left.
  function isWriting() {
    var field = document.activeElement;
    return field && room().contains(field) && field.matches("input, textarea") && field.value;
  }
  function refresh() {
    timer = null;
    if (wanted > shown() && !isWriting()) htmx.trigger("#room-news", "news");
  }
  function news(number, spread) {
    wanted = Math.max(wanted, number);
    if (!timer && wanted > shown()) timer = setTimeout(refresh, Math.random() * (spread || 0));
  }

  function ask() {
    if (document.hidden) return;
    fetch(page().dataset.events + "?sejak=" + shown(), { headers: { Accept: "application/json" } })
      .then(function (answer) { return answer.ok ? answer.json() : null; })
      .then(function (said) { if (said) news(said.until, 0); })
      .catch(function () {});  // the line is down: the next look finds what was missed
  }
  function listen() {
    if (source || !page().dataset.stream || !window.EventSource) return;
    source = new EventSource(page().dataset.stream + "&sejak=" + shown());
    source.onmessage = function (event) {
      var said = JSON.parse(event.data);
      news(said.number, said.spread);
    };
    source.onerror = function () {
      if (source.readyState !== EventSource.CLOSED) return;  // it tries again by itself
      source = null;
      setTimeout(listen, REST_MS);
    };
  }
  // Where nothing streams we ask; and now and then in any case, which also says that we are here.
  // News that were told and could not be fetched are fetched at the next turn.
  setInterval(function () {
    if (!source || source.readyState !== EventSource.OPEN) ask(); else news(wanted, 0);
  }, POLL_MS);
  setInterval(ask, SLOW_MS);

  function tell() {
    document.querySelectorAll("[data-until]").forEach(function (clock) {
      var left = Math.round((new Date(clock.dataset.until) - Date.now()) / 1000), all = Math.abs(left);
      var seconds = all % 60;
      clock.textContent = (left < 0 ? "+" : "") + Math.floor(all / 60) + ":" + (seconds < 10 ? "0" : "") + seconds;
      clock.classList.toggle("bad", left < 0);
    });
  }
  setInterval(tell, 1000);
  tell();

  // What was unfolded stays unfolded in the new panel, and what was typed and not sent stays typed, the
  // cursor with it. News that were asked for before somebody began to write are thrown away; they are
  // asked for again. A form is known by where it goes and by what it speaks of: each question has its own.
  var open = [], typed = [];
  function fields() { return Array.from(page().querySelectorAll("input[type=text], input:not([type]), textarea")); }
  function place(field) {
    var form = field.form, about = form && form.elements.about;
    return [form ? form.getAttribute("action") : "", about ? about.value : "", field.name].join(" ");
  }
  document.addEventListener("htmx:beforeSwap", function (event) {
    var request = event.detail.requestConfig, asked = request && request.elt;
    var isNews = asked && asked.id === "room-news";
    if (isNews && isWriting()) { event.detail.shouldSwap = false; return; }
    open = Array.from(document.querySelectorAll("#room-page details[open][id]")).map(function (one) { return one.id; });
    var sent = asked && asked.closest("form");
    function isSent(one) { return one.form === sent && request.parameters[one.name] === one.value; }
    typed = fields().filter(function (one) { return one.value !== one.defaultValue && !isSent(one); })
      .map(function (one) { return { place: place(one), value: one.value, held: one === document.activeElement }; });
  });
  document.addEventListener("htmx:afterSwap", function () {
    open.forEach(function (id) {
      var one = document.getElementById(id);
      if (one) one.open = true;
    });
    typed.forEach(function (was) {
      var one = fields().find(function (field) { return place(field) === was.place; });
      if (!one || one.value && one.value !== was.value) return;
      one.value = was.value;
      if (was.held) one.focus();
    });
    tell();
  });
  // Only a settled page has ears for its own events: what happened while one sent something comes now.
  document.addEventListener("htmx:afterSettle", function () { news(wanted, 0); });
  document.addEventListener("focusout", function () { setTimeout(function () { news(wanted, 0); }, 0); });
  addEventListener("online", ask);
  document.addEventListener("visibilitychange", ask);
  listen();
})();
