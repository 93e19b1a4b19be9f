// What a till keeps on its device: the goods, the cards, and every sale until the house says what
// became of it. A sale is on the disk before anybody is told that it is made; sent twice it is
// recorded once, so whatever has no answer is sent again, by whoever is at the till then.
window.Till = window.Till || {};
(function (Till) {
  "use strict";
  const BATCH = 50, PATIENCE = 8000, KEPT = 2 * 86400000;
  const others = new BroadcastChannel("kasir");
  let db, token = "", sending = false;
  const store = Till.store = {
    state: "", current: null, cards: new Map(), goods: [], sales: [], device: "", onchange: () => {},
  };

  function open() {
    return new Promise((yes, no) => {
      const asked = indexedDB.open("klinik-kasir", 1);
      asked.onupgradeneeded = () => {
        ["state", "cards", "held"].forEach((name) => asked.result.createObjectStore(name));
        asked.result.createObjectStore("sales", { keyPath: "request_id" });
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
  function read(name, key) {
    return new Promise((yes, no) => {
      const rows = db.transaction(name).objectStore(name);
      const asked = key === undefined ? rows.getAll() : rows.get(key);
      asked.onsuccess = () => yes(asked.result);
      asked.onerror = () => no(asked.error);
    });
  }
  function sweep(rows, isGone) {
    rows.openCursor().onsuccess = (event) => {
      const cursor = event.target.result;
      if (!cursor) return;
      if (isGone(cursor.value)) cursor.delete();
      cursor.continue();
    };
  }

  // ---- when: the house's clock and the time since, where this page has lived since it was asked
  function now() {
    const known = store.clock;
    if (known && known.page === performance.timeOrigin) return known.at + (performance.now() - known.since);
    return Date.now() + (known ? known.off : 0);
  }
  async function heard(at) {
    const moment = Date.parse(at);
    store.clock = { at: moment, since: performance.now(), page: performance.timeOrigin, off: moment - Date.now() };
    await write(["state"], (change) => change.objectStore("state").put({ off: store.clock.off }, "clock"));
  }

  // ---- the house
  function ask(what, options) {
    const address = "/api/koppontren/" + encodeURIComponent(store.slug) + "/till/" + what;
    const more = { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(PATIENCE) };
    return fetch(address, Object.assign(more, options));
  }
  function stateOf(answer) {
    if (answer.type === "opaqueredirect" || answer.status === 401) return "signed_out";
    if (answer.status === 403 || answer.status === 404) return "no_right";
    return answer.ok ? "" : "no_answer";
  }
  async function fetched(what) {
    let answer;
    try { answer = await ask(what); } catch (error) { store.state = navigator.onLine ? "no_answer" : "offline"; return null; }
    store.state = stateOf(answer);
    if (store.state) return null;
    const said = await answer.json();
    token = said.token || token;
    return said;
  }
  async function refresh() {
    const list = await fetched("catalogue");
    if (!list) return false;
    const cards = await fetched("cards");
    if (!cards) return false;
    list.slug = store.slug;
    delete list.token;
    list.fetched_at = Date.now();
    list.allowance = cards.allowance;
    await heard(cards.now);
    await write(["state", "cards", "sales"], (change) => {
      change.objectStore("state").put(list, "list");
      change.objectStore("cards").clear();
      cards.cards.forEach((one) => change.objectStore("cards").put(one, one.code));
      sweep(change.objectStore("sales"), (one) => one.state === "recorded" && one.answered_at < Date.now() - KEPT);
    });
    await load();
    return true;
  }
  async function load() {
    store.current = (await read("state", "list")) || null;
    store.clock = store.clock || (await read("state", "clock"));
    store.cards = new Map((await read("cards")).map((one) => [one.code, one]));
    store.sales = (await read("sales")).sort((a, b) => b.said_at - a.said_at);
  }

  // Whose number of membership it is: undefined for nobody's, null where there is no answer.
  store.whose = async (number) => {
    try {
      const answer = await ask("buyers/" + encodeURIComponent(number));
      return answer.ok ? await answer.json() : answer.status === 404 ? undefined : null;
    } catch (error) { return null; }
  };
  store.face = (number) => "/api/koppontren/" + encodeURIComponent(store.slug) + "/till/buyers/" + encodeURIComponent(number) + "/photo";

  // ---- sales
  store.waiting = () => store.sales.filter((one) => one.state === "waiting" || one.state === "given_up");
  store.refused = () => store.sales.filter((one) => one.state === "refused");
  store.now = now;
  // What a card paid on this device without a line since its balance was told, and today.
  store.spent = (card, since) => store.sales.filter((one) => one.card === card && one.is_offline && one.state !== "refused" && one.state !== "given_up" && one.said_at >= since)
    .reduce((total, one) => total + one.payments.filter((part) => part.how === "wallet").reduce((sum, part) => sum + part.amount, 0), 0);
  store.add = async (sale) => {
    await write(["sales"], (change) => change.objectStore("sales").put(sale));
    await load();
    others.postMessage("changed");
  };
  store.drop = async (sale) => {
    await write(["sales"], (change) => change.objectStore("sales").delete(sale.request_id));
    await load();
  };
  function asSent(one) {
    return {
      request_id: one.request_id, shop: one.shop, device: one.device, cashier: one.cashier,
      said_at: new Date(one.said_at).toISOString(), is_offline: one.is_offline, is_void: one.state === "given_up", drawer: one.drawer,
      card: one.card, member: one.member, pin: one.pin || "", discount: one.discount, given: one.given,
      lines: one.lines.map((line) => ({ good: line.good, quantity: line.quantity, price: line.price, discount: line.discount })),
      payments: one.payments,
    };
  }
  async function send(batch) {
    if (!token) await refresh();
    if (!token) return null;
    let answer;
    try {
      const body = JSON.stringify({ sent_at: new Date(now()).toISOString(), sales: batch.map(asSent) });
      answer = await ask("sales", { method: "POST", body: body, headers: { "Content-Type": "application/json", "X-CSRFToken": token } });
      store.state = stateOf(answer);
      if (store.state) { token = ""; return null; }
      const said = await answer.json();
      store.state = "";
      return said.answers;
    } catch (error) {
      store.state = navigator.onLine ? "no_answer" : "offline";
      return null;
    }
  }
  // One sale that waits for its answer: the answer, or null where none came.
  store.ask = async (sale) => {
    const answers = await send([sale]);
    return answers && answers[0];
  };
  async function keep(answers) {
    await write(["sales"], (change) => {
      const rows = change.objectStore("sales");
      answers.forEach((one) => {
        rows.get(one.request_id).onsuccess = (event) => {
          const sale = event.target.result;
          if (!sale) return;
          if (one.state === "voided") return rows.delete(one.request_id);
          const state = one.state === "refused" ? "refused" : "recorded";
          delete sale.pin;
          rows.put(Object.assign(sale, { state: state, entry: one.entry, message: one.message, answered_at: Date.now() }));
        };
      });
    });
    await load();
    others.postMessage("changed");
  }
  store.keep = keep;
  async function pour(again) {
    const tried = new Set();
    let recorded = 0;
    sending = store.sending = true;
    store.onchange();
    try {
      for (;;) {
        await load();
        const waits = again ? [...store.waiting(), ...store.refused()] : store.waiting();
        const batch = waits.filter((one) => !tried.has(one.request_id)).slice(-BATCH).reverse();
        if (!batch.length) break;
        batch.forEach((one) => tried.add(one.request_id));
        const answers = await send(batch);
        if (!answers) break;
        recorded += answers.length;
        await keep(answers);
        store.onchange();
      }
    } finally {
      sending = store.sending = false;
    }
    if (recorded) await refresh();
  }
  // One drain at a time, whatever tabs there are.
  store.drain = async (again) => {
    if (!db || !store.slug) return;
    if (navigator.locks) await navigator.locks.request("kasir-kirim", { ifAvailable: true }, (lock) => lock && pour(again));
    else if (!sending) await pour(again);
    store.onchange();
  };
  store.refresh = async () => { const found = await refresh(); store.onchange(); return found; };

  // ---- baskets that wait for their buyer
  store.hold = (basket) => write(["held"], (change) => change.objectStore("held").put(basket, basket.request_id));
  store.held = () => read("held");
  store.recall = (basket) => write(["held"], (change) => change.objectStore("held").delete(basket.request_id));

  store.begin = async (slug) => {
    db = await open();
    store.device = (await read("state", "device")) || "";
    if (!store.device) {
      store.device = crypto.randomUUID();
      await write(["state"], (change) => change.objectStore("state").put(store.device, "device"));
    }
    await load();
    store.slug = slug || (store.current && store.current.slug) || "";
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
    others.onmessage = async () => { await load(); store.onchange(); };
  };
})(window.Till);
