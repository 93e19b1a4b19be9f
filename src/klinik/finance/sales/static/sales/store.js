// What a till keeps on its device: the goods, the cards, and every sale until the house says what
// became of it. A sale is on the disk before anybody is told that it is made; sent twice it is
// recorded once, so whatever has no answer is sent again, by whoever is at the till then.
window.Till = window.Till || {};
(function (Till) {
  "use strict";
  const BATCH = 50, PATIENCE = 8000, KEPT = 2 * 86400000, OLD = 300000, MISSES = 3, LONGEST = 60000;
  const others = new BroadcastChannel("kasir"), page = crypto.randomUUID();
  const spoils = new Set(); // sales that the house could not even read: they go last, each alone
  let db, token = "", size = BATCH, pause = 0, again = 0;
  const store = Till.store = {
    state: "", slug: "", current: null, cards: new Map(), sales: [], device: "", onchange: () => {},
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
  function eachOf(rows, act) {
    rows.openCursor().onsuccess = (event) => {
      const cursor = event.target.result;
      if (!cursor) return;
      act(cursor.value, cursor);
      cursor.continue();
    };
  }

  // ---- when: the house's clock and the time since, where this page has lived since it was asked. That
  // time stands still while a telephone sleeps and the device's clock does not: the later of the two.
  function now() {
    const known = store.clock, wall = Date.now() + (known ? known.off : 0);
    if (!known || known.page !== performance.timeOrigin) return wall;
    return Math.max(known.at + (performance.now() - known.since), wall);
  }
  async function heard(at) {
    const moment = Date.parse(at);
    store.clock = { at: moment, since: performance.now(), page: performance.timeOrigin, off: moment - Date.now() };
    await write(["state"], (change) => change.objectStore("state").put({ off: store.clock.off }, "clock"));
  }

  // ---- the house
  function ask(what, options, patience) {
    const address = "/api/koppontren/" + encodeURIComponent(store.slug) + "/till/" + what;
    const more = { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(patience || PATIENCE) };
    return fetch(address, Object.assign(more, options));
  }
  function stateOf(answer) {
    if (answer.type === "opaqueredirect" || answer.status === 401) return "signed_out";
    if (answer.status === 403 || answer.status === 404) return "no_right";
    return answer.ok ? "" : "fault";
  }
  async function fetched(what, patience) {
    let answer;
    try { answer = await ask(what, {}, patience); } catch (error) { store.state = navigator.onLine ? "no_answer" : "offline"; return null; }
    store.state = stateOf(answer);
    if (store.state) return null;
    const said = await answer.json();
    token = said.token || token;
    return said;
  }
  async function refresh(patience) {
    const list = await fetched("catalogue", patience);
    if (!list) return false;
    const cards = await fetched("cards", patience);
    if (!cards) return false;
    list.slug = store.slug;
    delete list.token;
    list.synced_at = Date.parse(cards.now);
    list.allowance = cards.allowance;
    await heard(cards.now);
    await write(["state", "cards", "sales"], (change) => {
      change.objectStore("state").put(list, "list");
      change.objectStore("cards").clear();
      cards.cards.forEach((one) => change.objectStore("cards").put(one, one.code));
      eachOf(change.objectStore("sales"), (one, cursor) => {
        if (one.state === "recorded" && one.answered_at < now() - KEPT) cursor.delete();
      });
    });
    await load();
    return true;
  }
  async function load() {
    const list = await read("state", "list");
    store.current = list && list.slug === store.slug ? list : null;
    store.clock = store.clock || (await read("state", "clock"));
    store.cards = new Map((await read("cards")).map((one) => [one.code, one]));
    store.sales = (await read("sales")).sort((a, b) => b.said_at - a.said_at);
  }
  // Whether goods and cards were pulled so long ago that they should be asked for again.
  store.isOld = () => !store.current || !(now() - store.current.synced_at < OLD);

  // Whose number of membership it is: undefined for nobody's, null where there is no answer.
  store.whose = async (number) => {
    try {
      const answer = await ask("buyers/" + encodeURIComponent(number));
      return answer.ok ? await answer.json() : answer.status === 404 ? undefined : null;
    } catch (error) { return null; }
  };
  store.face = (number) => "/api/koppontren/" + encodeURIComponent(store.slug) + "/till/buyers/" + encodeURIComponent(number) + "/photo";

  // ---- sales: asked (goods wait for the answer), waiting, given_up, refused, recorded
  const ours = () => store.sales.filter((one) => one.slug === store.slug);
  const isStuck = (one) => one.state === "refused" || (one.state === "given_up" && !!one.message);
  const isDue = (one) => one.state === "waiting" || (one.state === "given_up" && !one.message);
  store.waiting = () => ours().filter(isDue);
  store.refused = () => ours().filter(isStuck); // what the house said no to, also to giving it up
  store.unsent = () => store.sales.filter((one) => one.state !== "recorded");
  store.now = now;
  const byCard = (sales) => sales.reduce((sum, sale) => sum + sale.payments.reduce((part, one) => part + (one.how === "wallet" ? one.amount : 0), 0), 0);
  // What a card paid on this device that its balance, as it was told, does not know of.
  store.untold = (card) => byCard(ours().filter((one) => one.card === card && (one.state === "waiting" || (one.state === "recorded" && one.answered_at >= store.current.synced_at))));
  // What it paid without a line since this moment.
  store.risked = (card, since) => byCard(ours().filter((one) => one.card === card && one.is_offline && /^(waiting|recorded)$/.test(one.state) && one.said_at >= since));
  // On the disk, all of them or none; answers once they are.
  store.add = async (...sales) => {
    await write(["sales"], (change) => sales.forEach((one) => change.objectStore("sales").put(one)));
    const ids = new Set(sales.map((one) => one.request_id));
    store.sales = [...sales, ...store.sales.filter((one) => !ids.has(one.request_id))].sort((a, b) => b.said_at - a.said_at);
    others.postMessage("changed");
  };
  store.drop = async (sale) => {
    await write(["sales"], (change) => change.objectStore("sales").delete(sale.request_id));
    store.sales = store.sales.filter((one) => one.request_id !== sale.request_id);
  };
  // Given up: it never arrives, and if it has arrived all of it comes back.
  store.givenUp = (sale) => Object.assign({}, sale, { state: "given_up", is_void: true, pin: "", message: "" });
  store.stamp = () => ({ slug: store.slug, device: store.device, page: page, said_at: Math.round(now()), synced_at: store.current.synced_at });
  // A page that was closed while it waited for an answer handed no goods over: nobody waits any more.
  async function giveUpLeft() {
    if (!store.sales.some((one) => one.state === "asked")) return;
    const alive = new Set((await navigator.locks.query()).held.map((one) => one.name));
    await write(["sales"], (change) => eachOf(change.objectStore("sales"), (one, cursor) => {
      if (one.state === "asked" && !alive.has("kasir " + one.page)) cursor.update(store.givenUp(one));
    }));
    await load();
  }
  function asSent(one) {
    return {
      request_id: one.request_id, shop: one.shop, device: one.device, cashier: one.cashier,
      said_at: new Date(one.said_at).toISOString(), synced_at: one.synced_at ? new Date(one.synced_at).toISOString() : undefined,
      is_offline: one.is_offline, is_void: !!one.is_void, drawer: one.drawer,
      card: one.card, member: one.member, pin: one.pin || "", discount: one.discount, given: one.given,
      lines: one.lines.map((line) => ({ good: line.good, quantity: line.quantity, price: line.price, discount: line.discount })),
      payments: one.payments,
    };
  }
  async function send(batch, patience) {
    if (!token) await refresh(patience);
    if (!token) return null;
    try {
      const body = JSON.stringify({ sent_at: new Date(now()).toISOString(), sales: batch.map(asSent) });
      const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
      const answer = await ask("sales", { method: "POST", body: body, headers: headers }, patience);
      store.state = stateOf(answer);
      if (store.state) { token = ""; return null; }
      return (await answer.json()).answers;
    } catch (error) {
      store.state = navigator.onLine ? "no_answer" : "offline";
      return null;
    }
  }
  store.canAsk = () => navigator.onLine && !store.state && !!token;
  // One sale that waits for its answer: the answer, or null where none came. It is on the disk before,
  // so that a page that dies knows later what it had asked; what was given up goes with it, first.
  store.ask = async (sale, patience) => {
    await store.add(Object.assign({}, sale, { pin: "" }));
    const before = store.waiting().filter((one) => one.is_void).slice(0, BATCH);
    const answers = await send([...before, Object.assign({}, sale, { is_offline: false })], patience);
    if (!answers) return null;
    await keep(answers.slice(0, -1));
    return answers[answers.length - 1];
  };
  async function keep(answers) {
    if (!answers.length) return;
    await write(["sales"], (change) => {
      const rows = change.objectStore("sales");
      answers.forEach((one) => {
        rows.get(one.request_id).onsuccess = (event) => {
          const sale = event.target.result;
          if (!sale) return;
          const isOver = /^(voided|settled)$/.test(one.state) || (sale.is_void && one.code === "request_reused");
          if (isOver) return rows.delete(one.request_id);
          if (sale.is_void && one.state !== "refused") return; // an answer from before it was given up
          const state = sale.is_void ? "given_up" : one.state === "refused" ? "refused" : "recorded";
          rows.put(Object.assign(sale, { state: state, entry: one.entry, code: one.code, message: one.message, answered_at: now() }));
        };
      });
    });
    await load();
    others.postMessage("changed");
  }
  // After 2, 4, 8 … seconds, at most a minute apart.
  function later() {
    pause = Math.min(LONGEST, Math.max(2000, 2 * pause));
    again = performance.now() + pause;
    setTimeout(() => store.drain(), pause + 50);
  }
  // The oldest first; what spoiled its batch before, after all others and alone.
  function nextOf(waits) {
    const good = waits.filter((one) => !spoils.has(one.request_id));
    return good.length ? good.slice(-size).reverse() : waits.slice(-1);
  }
  // All that waits. A batch that the house cannot read is halved until what spoils it stands alone;
  // the others go on without it.
  async function pour(all) {
    const tried = new Set();
    let misses = 0, isSent = false;
    for (;;) {
      await load();
      const batch = nextOf(ours().filter((one) => (isDue(one) || (all && isStuck(one))) && !tried.has(one.request_id)));
      if (!batch.length) break;
      const answers = await send(batch);
      if (answers) {
        batch.forEach((one) => { tried.add(one.request_id); spoils.delete(one.request_id); });
        await keep(answers);
        isSent = true;
        misses = pause = again = 0;
        size = Math.min(BATCH, 2 * size);
      } else {
        if (store.state === "fault" && batch.length === 1) {
          tried.add(batch[0].request_id);
          spoils.add(batch[0].request_id);
          misses++;
        }
        if (/^(fault|no_answer)$/.test(store.state)) size = Math.max(1, batch.length >> 1);
        if (store.state !== "fault" || misses === MISSES) break;
      }
      store.onchange();
    }
    if (store.state || misses) later();
    if (isSent && store.isOld()) await refresh();
  }
  // One drain at a time, whatever tabs there are; by itself not before it is time again.
  store.drain = async (all) => {
    if (!db || !store.slug || (!all && performance.now() < again)) return;
    await navigator.locks.request("kasir-kirim", { ifAvailable: true }, async (lock) => {
      if (!lock) return;
      store.sending = true;
      store.onchange();
      try { await giveUpLeft(); await pour(all); } finally { store.sending = false; }
    });
    store.onchange();
  };
  store.hurry = () => { pause = again = 0; };
  store.refresh = async () => { const found = await refresh(); store.onchange(); return found; };

  // ---- baskets that wait for their buyer
  store.hold = (basket) => write(["held"], (change) => change.objectStore("held").put(Object.assign(basket, { slug: store.slug }), basket.request_id));
  store.held = async () => (await read("held")).filter((one) => one.slug === store.slug);
  store.recall = (basket) => write(["held"], (change) => change.objectStore("held").delete(basket.request_id));

  // Whose goods, without an address that says so: those that are here, else those of what waits here.
  async function lastSlug() {
    const list = await read("state", "list"), left = (await read("sales")).find((one) => one.state !== "recorded");
    return list ? list.slug : left ? left.slug : "";
  }
  store.begin = async (slug) => {
    navigator.locks.request("kasir " + page, () => new Promise(() => {})); // as long as this page lives
    db = await open();
    store.device = (await read("state", "device")) || "";
    if (!store.device) {
      store.device = crypto.randomUUID();
      await write(["state"], (change) => change.objectStore("state").put(store.device, "device"));
    }
    store.slug = slug || (await lastSlug());
    await load();
    await giveUpLeft();
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
    others.onmessage = async () => { await load(); store.onchange(); };
  };
})(window.Till);
