// A collector's page that works without a line. What was taken stands in IndexedDB before anybody is
// told that it is taken, each receipt with a number of its own, until the house says what became of
// it. Sent twice it is recorded once, so whatever has no answer is sent again.
(function () {
  "use strict";
  const page = document.getElementById("collecting");
  const BATCH = 50, SHOWN = 30, EVERY = 20000, PATIENCE = 30000, KEPT = 2 * 86400000;
  const QUICK = [10000, 20000, 50000, 100000];
  const find = (name) => page.querySelector('[data-part="' + name + '"]');
  const spot = (name) => page.querySelector('[data-show="' + name + '"]');
  const field = (name) => page.querySelector('[data-field="' + name + '"]');
  const rupiah = (amount) => "Rp" + String(amount).replace(/\B(?=(\d{3})+$)/g, ".");
  const moment = (at) => new Date(at).toLocaleString(document.documentElement.lang, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  const sum = (receipts) => receipts.reduce((total, one) => total + one.amount, 0);
  const others = new BroadcastChannel("tagih");
  let db, current = null, receipts = [], chosen = null, account = null, number = "", token = "", state = "", sending = false, last = null;

  function say(word, values) {
    const text = page.querySelector('[data-word="' + word + '"]').textContent;
    return text.replace(/\{(\w+)\}/g, (whole, name) => (values && name in values ? values[name] : whole));
  }
  function counted(word, rows, more) {
    return say(word, Object.assign({ many: rows.length, sum: rupiah(sum(rows)) }, more));
  }

  // ---- what is kept on the phone
  function open() {
    return new Promise((yes, no) => {
      const asked = indexedDB.open("klinik-tagih", 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("lists", { keyPath: "who" });
        asked.result.createObjectStore("state");
        asked.result.createObjectStore("receipts", { keyPath: "request_id" });
      };
      asked.onsuccess = () => yes(asked.result);
      asked.onerror = () => no(asked.error);
    });
  }
  // Answers once it is on the disk, and only then.
  function write(stores, act) {
    return new Promise((yes, no) => {
      const change = db.transaction(stores, "readwrite", { durability: "strict" });
      change.oncomplete = () => yes();
      change.onabort = () => no(change.error);
      act(change);
    });
  }
  function read(store, key) {
    return new Promise((yes, no) => {
      const rows = db.transaction(store).objectStore(store);
      const asked = key === undefined ? rows.getAll() : rows.get(key);
      asked.onsuccess = () => yes(asked.result);
      asked.onerror = () => no(asked.error);
    });
  }
  async function load() {
    const who = await read("state", "who");
    current = who ? (await read("lists", who)) || null : null;
    receipts = (await read("receipts")).sort((a, b) => b.taken_at - a.taken_at);
  }
  const mine = (...states) => receipts.filter((one) => current && one.who === current.who && states.includes(one.state));

  const isOver = (one) => one.state === "recorded" || one.state === "settled";

  // Somebody signed out on another page: of them nothing stays but what is not sent yet.
  async function leave() {
    await write(["lists", "state", "receipts"], (change) => {
      change.objectStore("lists").clear();
      change.objectStore("state").clear();
      sweep(change.objectStore("receipts"), isOver);
    });
    localStorage.removeItem("tagih");
  }
  function sweep(store, isGone) {
    store.openCursor().onsuccess = (event) => {
      const cursor = event.target.result;
      if (!cursor) return;
      if (isGone(cursor.value)) cursor.delete();
      cursor.continue();
    };
  }

  // ---- the house
  function ask(slug, what, options) {
    const address = "/koppontren/" + encodeURIComponent(slug) + "/tagih/" + what + "/";
    const more = { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(PATIENCE) };
    return fetch(address, Object.assign(more, options));
  }
  // What an answer says of the session: nothing came, signed out, not any more, or it is good.
  function stateOf(answer) {
    if (answer.type === "opaqueredirect" || answer.status === 401) return "signed_out";
    if (answer.status === 403 || answer.status === 404) return "no_right";
    return answer.ok ? "" : "no_answer";
  }
  async function refresh(slug) {
    let answer;
    try { answer = await ask(slug, "daftar"); } catch (error) { state = "offline"; return; }
    state = stateOf(answer);
    if (state) return;
    const list = await answer.json();
    token = list.token;
    list.who = list.person.id + " " + list.koppontren.slug;
    list.fetched_at = Date.now();
    delete list.token;
    await write(["lists", "state", "receipts"], (change) => {
      change.objectStore("lists").clear(); // whoever worked here before: their list is theirs
      change.objectStore("lists").put(list);
      change.objectStore("state").put(list.who, "who");
      sweep(change.objectStore("receipts"), (one) => isOver(one) && one.answered_at < Date.now() - KEPT);
    });
    await load();
    if (chosen && !current.members.some((one) => one.number === chosen.number)) show("choose");
  }

  // One drain at a time, whatever tabs there are.
  async function drain(again) {
    if (!current) return;
    if (navigator.locks) {
      await navigator.locks.request("tagih-kirim", { ifAvailable: true }, (lock) => lock && pour(again));
    } else if (!sending) {
      await pour(again);
    }
    await paint();
  }
  async function pour(again) {
    const tried = new Set();
    let recorded = 0;
    sending = true;
    try {
      for (;;) {
        await load();
        const states = again ? ["waiting", "refused"] : ["waiting"];
        const batch = mine(...states).filter((one) => !tried.has(one.request_id)).slice(-BATCH);
        if (!batch.length) break;
        if (!token || state) await refresh(current.koppontren.slug);
        if (!token || state) break;
        showLine();
        batch.forEach((one) => tried.add(one.request_id));
        const found = await send(batch);
        if (!found) break;
        recorded += found;
      }
    } finally {
      sending = false;
    }
    if (recorded) await refresh(current.koppontren.slug);
  }
  async function send(batch) {
    const rows = batch.map((one) => ({ request_id: one.request_id, account: one.account, amount: one.amount, taken_at: one.taken_at }));
    const body = JSON.stringify({ person: current.person.id, sent_at: Date.now(), receipts: rows });
    let answer, said;
    try {
      answer = await ask(current.koppontren.slug, "kirim", { method: "POST", body: body, headers: { "Content-Type": "application/json", "X-CSRFToken": token } });
      state = answer.status === 409 ? "signed_out" : stateOf(answer);
      if (state) { token = ""; return 0; }
      said = await answer.json();
    } catch (error) {
      state = navigator.onLine ? "no_answer" : "offline";
      return 0;
    }
    token = said.token;
    await write(["receipts"], (change) => {
      const store = change.objectStore("receipts");
      said.answers.forEach((one) => {
        store.get(one.request_id).onsuccess = (event) => {
          const receipt = event.target.result;
          if (!receipt) return;
          store.put(Object.assign(receipt, { state: one.state, entry: one.entry, message: one.message, answered_at: Date.now() }));
        };
      });
    });
    others.postMessage("changed");
    return said.answers.length;
  }

  // ---- taking
  function choose(member) {
    chosen = member;
    account = member.accounts[0] || null;
    number = crypto.randomUUID(); // one for each time somebody is chosen: a second tap takes nothing twice
    field("amount").value = "";
    spot("wrong").hidden = true;
    show("take");
    spot("member").focus();
  }
  function amount() {
    const digits = field("amount").value.replace(/\D/g, "");
    return digits ? Number(digits) : 0;
  }
  async function take() {
    const taken = amount();
    if (!account || !(taken > 0) || taken > 1e15) return wrong("no_amount");
    if (current.most !== null && taken > current.most) return wrong("too_much", { most: rupiah(current.most) });
    const receipt = {
      request_id: number, who: current.who, collector: current.person.name, slug: current.koppontren.slug,
      place: current.koppontren.name + (current.koppontren.is_simulated ? " (" + say("simulated") + ")" : ""),
      member: chosen.name, member_number: chosen.number, account: account.number, product: account.product,
      amount: taken, taken_at: Date.now(), state: "waiting",
    };
    try {
      await write(["receipts"], (change) => change.objectStore("receipts").add(receipt));
    } catch (error) {
      const known = await read("receipts", number).catch(() => null);
      if (!known) return wrong(error && error.name === "QuotaExceededError" ? "full" : "not_kept");
    }
    last = receipt.request_id;
    others.postMessage("changed");
    await load();
    show("taken");
    page.querySelector("#taken-title").focus();
    drain();
  }
  function wrong(word, values) {
    spot("wrong").hidden = false;
    spot("wrong").textContent = say(word, values);
    if (word === "no_amount") field("amount").focus();
  }
  function stateInWords(receipt) { return say("state_" + receipt.state, { entry: receipt.entry, how: receipt.message }); }
  function textOf(receipt) {
    return say("receipt", {
      place: receipt.place, member: receipt.member, account: receipt.account, product: receipt.product,
      amount: rupiah(receipt.amount), moment: moment(receipt.taken_at), collector: receipt.collector,
      number: receipt.request_id.slice(0, 8), state: stateInWords(receipt),
    });
  }

  // ---- what is shown
  function element(tag, text, name) {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (name) made.className = name;
    return made;
  }
  function button(text, name, act) {
    const made = element("button", text, name);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  }
  function show(part) {
    ["choose", "take", "taken"].forEach((name) => { find(name).hidden = name !== part; });
    if (part === "choose") { chosen = null; field("search").value = ""; }
    draw();
    scrollTo(0, 0);
  }
  function due(member) {
    const waits = mine("waiting", "refused");
    return member.accounts.map((one) => Math.max(0, one.behind - sum(waits.filter((row) => row.account === one.number))));
  }
  function drawMembers() {
    const words = field("search").value.trim().toLowerCase().split(/\s+/);
    const found = current.members.filter((one) => words.every((word) => (one.name + " " + one.number).toLowerCase().includes(word)));
    const today = new Date().toDateString();
    const paid = mine("waiting", "refused", "recorded").filter((one) => new Date(one.taken_at).toDateString() === today);
    find("members").replaceChildren(...found.slice(0, SHOWN).map((member) => {
      const line = element("li"), choice = button(undefined, "btn block between", () => choose(member));
      const name = element("span"), given = sum(paid.filter((one) => one.member_number === member.number));
      name.append(element("bdi", member.name), " ", element("span", member.number, "note"));
      choice.append(name);
      const owed = due(member).reduce((a, b) => a + b, 0);
      if (given) choice.append(element("span", say("paid", { amount: rupiah(given) }), "badge ok"));
      else if (owed) choice.append(element("span", say("due", { amount: rupiah(owed) }), "badge warn"));
      line.append(choice);
      return line;
    }));
    const more = spot("more");
    more.hidden = found.length > 0 && found.length <= SHOWN;
    more.textContent = found.length ? say("more", { many: found.length - SHOWN }) : say("none_found");
  }
  function drawTake() {
    spot("member").textContent = chosen.name;
    find("accounts").replaceChildren(...chosen.accounts.map((one) => {
      const chip = button(one.product + " " + one.number, "chip", () => { account = one; drawTake(); });
      chip.setAttribute("aria-pressed", String(one === account));
      return chip;
    }));
    if (!account) find("accounts").append(element("p", say("no_account"), "note"));
    const behind = account ? due(chosen)[chosen.accounts.indexOf(account)] : 0;
    const quick = account && account.duty ? [[say("month", { amount: rupiah(account.duty) }), account.duty]] : [];
    if (behind && behind !== (account && account.duty)) quick.push([say("behind", { amount: rupiah(behind) }), behind]);
    QUICK.forEach((one) => quick.push([rupiah(one), one]));
    const allowed = quick.filter(([, worth]) => current.most === null || worth <= current.most);
    find("amounts").replaceChildren(...allowed.map(([text, worth]) => {
      const chip = button(text, "chip", () => { field("amount").value = rupiah(worth).slice(2); drawTake(); });
      chip.setAttribute("aria-pressed", String(amount() === worth));
      return chip;
    }));
    spot("take-button").textContent = amount() ? say("take", { amount: rupiah(amount()) }) : say("take_nothing");
    spot("take-button").disabled = !account;
  }
  function drawTaken() {
    const receipt = receipts.find((one) => one.request_id === last);
    if (!receipt) return;
    spot("taken-amount").textContent = rupiah(receipt.amount);
    spot("taken-text").textContent = textOf(receipt);
    spot("taken-state").textContent = stateInWords(receipt);
    spot("taken-state").className = "badge " + { waiting: "warn", refused: "bad", recorded: "ok", settled: "ok" }[receipt.state];
    page.querySelector('[data-do="share"]').href = "https://wa.me/?text=" + encodeURIComponent(textOf(receipt));
  }
  function notice(kind, text, link, label) {
    const made = element("div", undefined, "notice " + kind), words = element("p", text);
    if (link) {
      const to = element("a", label);
      to.href = link;
      words.append(" ", to);
    }
    made.append(words);
    return made;
  }
  function drawNotices() {
    const signIn = page.dataset.signIn + "?next=" + encodeURIComponent(page.dataset.here + "?di=" + current.koppontren.slug);
    const told = [];
    if (state === "signed_out") told.push(notice("warn", say("signed_out", { name: current.person.name }), signIn, say("sign_in")));
    if (state === "no_right") told.push(notice("bad", say("no_right")));
    if (!state && !current.bag_is_open) told.push(notice("warn", say("bag_closed"), "/koppontren/" + current.koppontren.slug + "/tagih/", say("open_bag")));
    const refused = mine("refused");
    if (refused.length) told.push(notice("bad", counted("refused_some", refused)));
    const theirs = receipts.filter((one) => one.who !== current.who && !isOver(one));
    [...new Set(theirs.map((one) => one.who))].forEach((who) => {
      const rows = theirs.filter((one) => one.who === who);
      told.push(notice("warn", counted("others", rows, { name: rows[0].collector })));
    });
    find("notices").replaceChildren(...told);
    find("notices").hidden = !told.length;
  }
  function showLine() {
    const line = sending ? say("sending") : state === "offline" || state === "no_answer" ? say(state) : say("online", { moment: moment(current.fetched_at) });
    spot("line").textContent = line;
  }
  function lineOf(receipt) {
    const made = element("li"), head = element("div", undefined, "row between"), words = element("span");
    words.append(element("bdi", receipt.member), " ", element("span", receipt.account + " · " + moment(receipt.taken_at), "note"));
    head.append(words, element("b", rupiah(receipt.amount), "num"));
    const badge = element("span", stateInWords(receipt), "badge " + { waiting: "warn", refused: "bad", recorded: "ok", settled: "ok" }[receipt.state]);
    made.append(head, badge);
    if (receipt.message && receipt.state === "refused") made.append(element("p", receipt.message));
    return made;
  }
  function draw() {
    find("nobody").hidden = !!current;
    find("work").hidden = !current;
    if (!current) return;
    spot("place").textContent = current.koppontren.name;
    spot("simulated").hidden = !current.koppontren.is_simulated;
    spot("collector").textContent = say("collector", { name: current.person.name });
    const waits = mine("waiting", "refused"), recorded = mine("recorded", "settled");
    spot("waiting").textContent = waits.length ? counted("waiting", waits) : say("nothing");
    find("waits").hidden = !waits.length;
    if (mine("refused").length) find("waits").open = true;
    find("queue").replaceChildren(...waits.slice(0, 100).map(lineOf));
    page.querySelector('[data-do="send"]').hidden = !waits.length;
    find("done").hidden = !recorded.length;
    spot("done").textContent = counted("done", recorded);
    find("recorded").replaceChildren(...recorded.slice(0, 100).map(lineOf));
    drawNotices();
    showLine();
    if (!find("choose").hidden) drawMembers();
    if (!find("take").hidden && chosen) drawTake();
    if (!find("taken").hidden) drawTaken();
    // Whoever signs out on any page is told what is not sent yet (app.js).
    localStorage.setItem("tagih", waits.length ? counted("leave", waits) : "");
  }
  async function paint() { await load(); draw(); }

  // ---- from here on by itself
  async function begin() {
    db = await open();
    document.querySelector("[data-offline]").remove(); // here what is sent without a line does arrive
    if (localStorage.getItem("tagih") === "left") await leave();
    await load();
    draw();
    const slug = new URLSearchParams(location.search).get("di") || (current && current.koppontren.slug);
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
    if (slug) await refresh(slug);
    draw();
    await drain(true);
  }
  async function wake() {
    if (!db || !current || sending) return;
    if (mine("waiting").length) await drain();
    else if (state) { await refresh(current.koppontren.slug); draw(); }
  }
  page.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-do]");
    if (!pressed) return;
    if (pressed.dataset.do === "send") { token = ""; state = ""; drain(true); }
    if (pressed.dataset.do === "back" || pressed.dataset.do === "next") { show("choose"); field("search").focus({ preventScroll: true }); }
  });
  page.addEventListener("input", (event) => {
    if (event.target === field("search")) drawMembers();
    if (event.target === field("amount")) {
      spot("wrong").hidden = true;
      event.target.value = amount() ? rupiah(amount()).slice(2) : "";
      drawTake();
    }
  });
  find("take").addEventListener("submit", (event) => {
    event.preventDefault();
    take();
  });
  addEventListener("online", wake);
  addEventListener("offline", () => { state = "offline"; if (current) showLine(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) wake(); });
  setInterval(wake, EVERY);
  others.onmessage = paint;
  begin();
})();
