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

  // Where a report is written: asked of the phone only when somebody presses the button.
  function showLocates() {
    document.querySelectorAll("[data-locate]").forEach(function (button) {
      button.hidden = !navigator.geolocation;
    });
  }
  function locate(button) {
    var form = button.form, words = button.querySelector("span");
    navigator.geolocation.getCurrentPosition(function (place) {
      form.elements.latitude.value = place.coords.latitude.toFixed(5);
      form.elements.longitude.value = place.coords.longitude.toFixed(5);
      form.elements.longitude.dispatchEvent(new Event("change", { bubbles: true }));
      words.textContent = button.dataset.located;
    }, function () {
      words.textContent = button.dataset.unlocated;
    }, { enableHighAccuracy: true, timeout: 15000 });
  }

  // A draft that came back says whether its place came too.
  function showLocated(form) {
    var button = form.querySelector("[data-locate]"), words = button && button.querySelector("span");
    if (!button) return;
    button.dataset.unasked = button.dataset.unasked || words.textContent;
    words.textContent = form.elements.latitude.value ? button.dataset.located : button.dataset.unasked;
  }

  // On a phone a row of chips is wider than the screen: the page one is on comes into sight.
  function showCurrentChips() {
    document.querySelectorAll(".chips [aria-current]").forEach(function (chip) {
      var row = chip.closest(".chips"), there = chip.getBoundingClientRect(), seen = row.getBoundingClientRect();
      if (there.right > seen.right) row.scrollLeft += there.left - seen.left - 16;
    });
  }

  // A long list in a menu: what is typed above it leaves the lines that have it.
  function showFilters() {
    document.querySelectorAll("[data-filter]").forEach(function (field) { field.hidden = false; });
  }
  function filter(field) {
    var words = field.value.trim().toLowerCase();
    field.parentNode.querySelectorAll("[data-filtered]").forEach(function (line) {
      line.hidden = line.textContent.toLowerCase().indexOf(words) < 0;
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

  // The finder and the list of keys are dialogs; without script the magnifier is a link to a page.
  function show(id) {
    var dialog = document.getElementById(id);
    if (!dialog || dialog.open) return;
    closeMenus();
    dialog.showModal();
    if (id === "finder") showFinder(dialog);
  }
  function showFinder(dialog) {
    var box = dialog.querySelector("input");
    box.select();
    showRecent();
    if (!dialog.querySelector(".found")) htmx.trigger(box.form, "opened");
  }
  // What was opened lately from the finder is remembered in this tab only, for this person only.
  function recentKey() { return "recent " + document.body.dataset.who; }
  function recent() { return JSON.parse(sessionStorage.getItem(recentKey()) || "[]"); }
  function remember(link) {
    var href = link.pathname + link.search;
    var others = recent().filter(function (one) { return one.href !== href; });
    sessionStorage.setItem(recentKey(), JSON.stringify([{href: href, html: link.innerHTML}].concat(others).slice(0, 5)));
  }
  function showRecent() {
    var place = document.getElementById("finder-recent");
    var list = place.querySelector("ul");
    list.textContent = "";
    recent().forEach(function (one) {
      var link = document.createElement("a");
      link.className = "menu-item";
      link.href = one.href;
      link.innerHTML = one.html;
      list.appendChild(document.createElement("li")).appendChild(link);
    });
    place.hidden = !list.children.length || !!document.getElementById("finder-q").value;
  }
  function walk(dialog, step) {
    var links = Array.from(dialog.querySelectorAll("a[href]")).filter(function (link) { return link.offsetParent; });
    var stops = [document.getElementById("finder-q")].concat(links);
    stops[(stops.indexOf(document.activeElement) + step + stops.length) % stops.length].focus();
  }
  // Return opens the first answer, if it answers what stands there; else the page of all answers.
  function takeFirst(event) {
    var typed = document.getElementById("finder-q").value.trim();
    var found = document.querySelector("#finder-found .found");
    var first = typed && found && found.dataset.typed === typed && found.querySelector("a[href]");
    if (!first) return;
    event.preventDefault();
    event.stopPropagation();
    first.click();
  }
  var lastKey = "";
  function pressed(event) {
    var dialog = document.querySelector("dialog[open]");
    var plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (dialog && dialog.id === "finder" && /^Arrow(Up|Down)$/.test(event.key)) {
      event.preventDefault();
      return walk(dialog, event.key === "ArrowDown" ? 1 : -1);
    }
    if (!plain && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      return show("finder");
    }
    if (dialog || !plain || event.target.closest("input, textarea, select, [contenteditable]")) return;
    var way = lastKey === "g" && document.querySelector('[data-go="' + CSS.escape(event.key) + '"]');
    lastKey = event.key;
    if (way) location.assign(way.href);
    else if (event.key === "/" || event.key === "?") {
      event.preventDefault();
      show(event.key === "/" ? "finder" : "keys");
    }
  }

  document.addEventListener("click", function (event) {
    closeMenus(event.target.closest("details.menu"));
    if (event.target.closest("[data-find]") && window.htmx && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      show("finder");
    }
    if (event.target.closest("[data-keys]")) show("keys");
    if (event.target.closest("[data-install]")) install();
    if (event.target.closest("[data-retry]")) location.reload();
    if (event.target.matches("dialog") || event.target.closest("[data-close]")) event.target.closest("dialog").close();
    if (event.target.closest("#finder .menu-item")) remember(event.target.closest("#finder .menu-item"));
    if (event.target.closest("[data-theme-switch]")) switchTheme();
    if (event.target.closest("[data-print]")) print();
    if (event.target.closest("[data-draft-drop]")) dropKept(event.target.closest("form"));
    if (event.target.closest("[data-locate]")) locate(event.target.closest("[data-locate]"));
    if (event.target.closest("[data-copy]")) copy(event.target.closest("[data-copy]"));
  });
  // In place of a page that could not be fetched: that page, as soon as the house answers again.
  function retry() {
    var missing = document.querySelector("[data-retry-online]");
    if (!missing || location.pathname === missing.dataset.retryOnline) return;
    fetch("/livez", { cache: "no-store" }).then(function (answer) {
      if (answer.ok) location.reload();
    }).catch(function () {});
  }

  document.addEventListener("keydown", pressed);
  document.addEventListener("input", function (event) { if (event.target.id === "finder-q") showRecent(); });
  document.addEventListener("submit", function (event) {
    if (event.target.closest("#finder")) takeFirst(event);
  }, true);
  document.addEventListener("input", function (event) {
    if (event.target.matches("[data-filter]")) filter(event.target);
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
  // theirs, and put back if they had to sign in before it and it has the form again. A form that
  // was answered is as the answer says.
  function typed(form) {
    return Array.from(form.elements).filter(function (field) {
      return field.name && ("kept" in field.dataset || !/^(hidden|password|file|submit)$/.test(field.type));
    });
  }
  function draftOf(form) {
    return "draft " + document.body.dataset.who + " " + form.action;
  }
  function wordsOf(form) {
    var chosen = typed(form).filter(function (field) {
      return !/^(radio|checkbox)$/.test(field.type) || field.checked;
    });
    return chosen.map(function (field) { return [field.name, field.value]; });
  }
  function keepDraft(form) {
    if (!document.body.dataset.who || form.matches("[data-draft]")) return;
    sessionStorage.setItem(draftOf(form), JSON.stringify(wordsOf(form)));
  }
  function putBack(form, words) {
    var met = {}; // lines of a table have fields of the same name: each word goes to its own
    words.forEach(function (word) {
      var name = word[0], value = word[1];
      var named = typed(form).filter(function (field) { return field.name === name; });
      var field = named[met[name] || 0];
      met[name] = (met[name] || 0) + 1;
      if (named.length && /^(radio|checkbox)$/.test(named[0].type)) {
        named.forEach(function (one) { one.checked = one.checked || one.value === value; });
      } else if (field) {
        field.value = value;
        field.dispatchEvent(new Event("input", {bubbles: true}));
      }
    });
  }
  function restoreDrafts() {
    if (!document.body.dataset.who) return sessionStorage.setItem("signed out", "yes");
    if (sessionStorage.getItem("signed out")) document.querySelectorAll("form[method=post]").forEach(function (form) {
      var draft = sessionStorage.getItem(draftOf(form));
      if (!draft) return;
      putBack(form, JSON.parse(draft));
      var hidden = form.closest("details");
      if (hidden) hidden.open = true;
    });
    Object.keys(sessionStorage).forEach(function (key) {
      if (key.startsWith("draft ") || key === "signed out") sessionStorage.removeItem(key);
    });
  }

  // What is written where the line may be down stays on this device until it was sent: through a
  // reload, a dead line, a closed browser. Each person finds their own alone; whoever signs out, or
  // signs in after somebody else, leaves or finds nothing of it. The form's request goes along, so
  // that what arrived without an answer is sent again without being there twice.
  var KEPT_DAYS = 30, puttingBack = false;
  function keptBy() { return "kept " + document.body.dataset.who + " "; }
  function keptOf(form) { return keptBy() + form.getAttribute("action"); }
  function kept(key) { return JSON.parse(localStorage.getItem(key)); }
  function forget(isGone) {
    Object.keys(localStorage).forEach(function (key) {
      if (/^kept \d/.test(key) && isGone(key)) localStorage.removeItem(key);
    });
  }
  function isTouched(form) {
    return holdsFiles(form) || typed(form).some(function (field) {
      if (/^(radio|checkbox)$/.test(field.type)) return field.checked !== field.defaultChecked;
      if (field.type === "hidden") return field.value !== "";
      if (field.options) return field.selectedIndex > 0 && !field.options[field.selectedIndex].defaultSelected;
      return field.value !== field.defaultValue;
    });
  }
  // Photos are too large for where the words lie: they lie beside them, under the same key.
  function filesOf(form) { return Array.from(form.querySelectorAll("input[type=file]")); }
  function holdsFiles(form) { return filesOf(form).some(function (field) { return field.files.length > 0; }); }
  function beside(mode, deed) {
    var asked = indexedDB.open("drafts", 1);
    asked.onupgradeneeded = function () { asked.result.createObjectStore("files"); };
    asked.onsuccess = function () {
      var work = asked.result.transaction("files", mode);
      deed(work.objectStore("files"));
      work.oncomplete = work.onabort = function () { asked.result.close(); };
    };
  }
  function keepFiles(form) {
    if (puttingBack || !document.body.dataset.who) return;
    localStorage.setItem("kept files", "yes");
    var chosen = filesOf(form).map(function (field) { return [field.name, Array.from(field.files)]; });
    beside("readwrite", function (store) { store.delete(keptOf(form)); }); // for there may be no room for these
    beside("readwrite", function (store) { store.put(chosen, keptOf(form)); });
  }
  function putFilesBack(form) {
    var says = form.querySelectorAll("[data-draft-file], [data-files-again]");
    says.forEach(function (one) { one.hidden = false; }); // until they are there: a full phone keeps none
    beside("readonly", function (store) {
      store.get(keptOf(form)).onsuccess = function (event) {
        (event.target.result || []).forEach(function (one) {
          var field = form.elements[one[0]], chosen = new DataTransfer();
          if (!field || field.files.length || field.getAttribute("aria-invalid")) return;
          one[1].forEach(function (file) { chosen.items.add(file); });
          field.files = chosen.files;
        });
        says.forEach(function (one) { one.hidden = holdsFiles(form); });
      };
    });
  }
  // Files whose words are gone (sent, thrown away, of somebody who signed out) go too.
  function sweepFiles() {
    if (!localStorage.getItem("kept files")) return;
    beside("readwrite", function (store) {
      store.getAllKeys().onsuccess = function (event) {
        var stay = event.target.result.filter(function (key) {
          if (!localStorage.getItem(key)) store.delete(key);
          return localStorage.getItem(key);
        });
        if (!stay.length) localStorage.removeItem("kept files");
      };
    });
  }
  function keepKept(form) {
    if (puttingBack || !document.body.dataset.who) return;
    if (!isTouched(form)) return localStorage.removeItem(keptOf(form));
    var id = form.elements.request_id;
    localStorage.setItem(keptOf(form), JSON.stringify({
      at: Date.now(), words: wordsOf(form), request: id ? id.value : "",
      had_file: holdsFiles(form)
    }));
  }
  function restoreKept(within) {
    sweepFiles();
    if (!document.body.dataset.who) return;
    var oldest = Date.now() - KEPT_DAYS * 86400000;
    var arrived = Array.from(document.querySelectorAll("[data-arrived]")).map(function (place) { return place.dataset.arrived; });
    var said = /(?:^|; )arrived=([0-9a-f-]{36})/.exec(document.cookie);
    if (said) {
      arrived.push(said[1]);
      document.cookie = "arrived=; path=/; max-age=0";
    }
    forget(function (key) {
      return !key.startsWith(keptBy()) || kept(key).at < oldest || arrived.indexOf(kept(key).request) >= 0;
    });
    within.querySelectorAll("form[data-draft]").forEach(function (form) {
      var draft = kept(keptOf(form));
      if (!draft) return;
      if (form.querySelector("[data-error-summary]")) { // refused: it has all that was typed, but no files
        if (draft.had_file) putFilesBack(form);
        return;
      }
      puttingBack = true;
      putBack(form, draft.words);
      puttingBack = false;
      var id = form.elements.request_id, line = form.querySelector("[data-draft-line]"), at = new Date(draft.at);
      if (id && draft.request) { id.dataset.fresh = id.value; id.value = draft.request; }
      var today = at.toDateString() === new Date().toDateString();
      line.querySelector("[data-draft-at]").textContent = (today ? "" : at.toLocaleDateString(root.lang, { day: "numeric", month: "long" }) + ", ") +
        at.toLocaleTimeString(root.lang, { hour: "2-digit", minute: "2-digit" });
      if (draft.had_file) putFilesBack(form);
      showLocated(form);
      line.hidden = false;
      for (var hidden = form.closest("details"); hidden; hidden = hidden.parentNode.closest("details")) hidden.open = true;
      form.querySelectorAll("details").forEach(function (part) {
        part.open = part.open || typed(form).some(function (field) { return part.contains(field) && field.value !== field.defaultValue; });
      });
    });
  }
  function dropKept(form) {
    var id = form.elements.request_id;
    localStorage.removeItem(keptOf(form));
    puttingBack = true;
    form.reset();
    puttingBack = false;
    form.querySelectorAll("[data-kept]").forEach(function (field) { field.value = ""; });
    showLocated(form);
    sweepFiles();
    if (id && id.dataset.fresh) id.value = id.dataset.fresh;
    form.querySelector("[data-draft-line]").hidden = true;
    var first = typed(form)[0];
    if (first) first.focus();
  }
  ["input", "change"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      var form = event.target.form;
      if (!form || !form.matches("[data-draft]")) return;
      keepKept(form);
      if (name === "change" && event.target.type === "file") keepFiles(form);
    });
  });
  document.addEventListener("htmx:beforeOnLoad", function (event) {
    var form = event.detail.elt, status = event.detail.xhr.status;
    if (!form.matches("form[data-draft]") || status < 200 || status >= 400) return;
    localStorage.removeItem(keptOf(form));
    sweepFiles();
  });
  document.addEventListener("submit", function (event) {
    if (event.target.matches("[data-leaves]")) forget(function () { return true; });
  });

  // Whoever signs out with receipts or sales that are not sent yet is told so; those stay on the
  // device, and everybody's names and cards leave it.
  var LEAVES = { tagih: { lists: "", state: "" }, kasir: { cards: "", state: "list" } }; // all, or one row
  function leaveNobody(name) {
    localStorage.setItem(name, "left");
    indexedDB.open("klinik-" + name).onsuccess = function (opened) {
      var change = opened.target.result.transaction(Object.keys(LEAVES[name]), "readwrite");
      Object.keys(LEAVES[name]).forEach(function (store) {
        var row = LEAVES[name][store], rows = change.objectStore(store);
        if (row) rows.delete(row); else rows.clear();
      });
      change.oncomplete = function () { new BroadcastChannel(name).postMessage("changed"); };
    };
  }
  document.addEventListener("submit", function (event) {
    if (!event.target.matches("[data-leaves]")) return;
    var kept = Object.keys(LEAVES).filter(function (name) {
      return [null, "left"].indexOf(localStorage.getItem(name)) < 0;
    });
    var isSure = kept.every(function (name) { return !localStorage.getItem(name) || confirm(localStorage.getItem(name)); });
    if (!isSure) return event.preventDefault();
    kept.forEach(leaveNobody);
  }, true);

  document.addEventListener("htmx:responseError", function (event) {
    var signIn = event.detail.xhr.status === 401 && event.detail.xhr.getResponseHeader("X-Sign-In");
    // A form that is on its way is shown the sign-in by itself.
    if (!signIn || document.querySelector("form[data-sent]")) return;
    if (event.detail.elt.matches("form[method=post]")) keepDraft(event.detail.elt);
    location.assign(signIn + "?next=" + encodeURIComponent(location.pathname + location.search));
  });

  document.addEventListener("htmx:beforeRequest", function (event) {
    if (event.detail.elt.hasAttribute("data-quiet")) return;  // asks by itself every second
    root.classList.add("busy");
    document.querySelectorAll("[data-failed]").forEach(function (failed) { failed.hidden = true; });
  });
  document.addEventListener("htmx:afterRequest", function () { root.classList.remove("busy"); });
  // A panel that is replaced under somebody's fingers gives them the same place in the new one.
  var place = null;
  document.addEventListener("htmx:beforeSwap", function (event) {
    var held = document.activeElement;
    place = held !== document.body && event.detail.target.contains(held) ? held : null;
  });
  function keepPlace() {
    if (!place || document.contains(place)) return;
    var like = Array.from(document.querySelectorAll(place.tagName)).filter(function (one) {
      return place.id ? one.id === place.id : one.name === place.name && one.textContent === place.textContent;
    })[0];
    place = null;
    (like || document.getElementById("content")).focus({preventScroll: true});
  }
  document.addEventListener("htmx:afterSwap", function (event) {
    keepPlace();
    showLocates();
    restoreKept(event.target);
    showErrors(event.target);
  });
  ["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach(function (name) {
    document.addEventListener(name, function () {
      var failed = document.querySelector("[data-failed]");
      if (!failed) return;
      failed.hidden = false;
      failed.scrollIntoView({block: "center"});
    });
  });

  // Installed as an app: offered in the menu of whoever is signed in, where the browser can do it.
  var installer;
  function showInstall() {
    document.querySelectorAll("[data-install]").forEach(function (button) { button.hidden = !installer; });
  }
  function install() {
    installer.prompt();
    installer = null;
    showInstall();
  }
  addEventListener("beforeinstallprompt", function (event) {
    event.preventDefault();
    installer = event;
    showInstall();
  });
  addEventListener("load", function () {
    if (navigator.serviceWorker) navigator.serviceWorker.register("/sw.js").catch(function () {});
  });
  addEventListener("online", retry);
  document.addEventListener("visibilitychange", retry);
  setInterval(retry, 5000); // a line that is back is not always told
  addEventListener("online", showLine);
  addEventListener("offline", showLine);
  dark.addEventListener("change", showTheme);
  showTheme();
  showLine();
  showCopies();
  showCurrentChips();
  document.querySelectorAll("[data-keys]").forEach(function (button) { button.hidden = false; });
  showFilters();
  showLocates();
  showErrors(document);
  document.querySelectorAll("[data-collects]").forEach(function (link) { link.hidden = localStorage.getItem("tagih") === null; });
  document.addEventListener("DOMContentLoaded", function () { // once the page's own script can add lines
    restoreDrafts();
    restoreKept(document);
  });
})();
