// The page of a till: goods, a basket, a card, money. Everything it needs is on the device (store.js).
(function (Till) {
  "use strict";
  const page = document.getElementById("till"), store = Till.store;
  const EVERY = 20000, SHOWN = 60, WHOLE = 1000, QUICK = [5000, 10000, 20000, 50000, 100000], MEMBER = /^a-\d{4,12}$/i;
  const find = (name) => page.querySelector('[data-part="' + name + '"]');
  const spot = (name) => page.querySelector('[data-show="' + name + '"]');
  const field = (name) => page.querySelector('[data-field="' + name + '"]');
  const rupiah = (amount) => (amount < 0 ? "-" : "") + "Rp" + String(Math.abs(amount)).replace(/\B(?=(\d{3})+$)/g, ".");
  const digits = (text) => Number(String(text).replace(/\D/g, "") || 0);
  const much = (quantity) => (quantity % WHOLE ? (quantity / WHOLE).toLocaleString(document.documentElement.lang) : String(quantity / WHOLE));
  const moment = (at) => new Date(at).toLocaleString(document.documentElement.lang, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  let basket, category = "", shop = null, last = null, isPaying = false;

  function say(word, values) {
    const text = page.querySelector('[data-word="' + word + '"]').textContent;
    return text.replace(/\{(\w+)\}/g, (whole, name) => (values && name in values ? values[name] : whole));
  }
  // What was asked and had no answer is given up: it comes back, or never arrives.
  function giveUp() {
    const asked = basket && basket.asked;
    if (!asked) return;
    basket.asked = null;
    basket.request_id = crypto.randomUUID();
    store.add(Object.assign({}, asked, { state: "given_up", pin: "" })).then(() => store.drain());
  }
  function fresh() {
    basket = { request_id: crypto.randomUUID(), lines: [], discount: 0, card: "", member: "" };
  }

  // ---- what it comes to, in whole rupiah, half a rupiah up: as the house reckons it
  const whole = (line) => Math.floor((line.quantity * line.price * 2 + WHOLE) / (2 * WHOLE));
  const amount = (line) => whole(line) - line.discount;
  const gross = () => basket.lines.reduce((sum, line) => sum + whole(line), 0);
  const off = () => basket.discount + basket.lines.reduce((sum, line) => sum + line.discount, 0);
  const total = () => gross() - off();
  function priceOf(good, quantity) {
    if ((basket.card || basket.member) && good.member_price !== null) return Math.min(good.price, good.member_price);
    if (good.wholesale_from !== null && quantity >= good.wholesale_from) return good.wholesale_price;
    return good.price;
  }
  const goodOf = (id) => shop.goods.find((one) => one.id === id);
  function put(good, quantity, price) {
    const same = basket.lines.find((line) => line.good === good.id && (price === undefined ? !line.fixed : line.fixed === price));
    if (same) same.quantity += quantity;
    else basket.lines.push({ good: good.id, name: good.name, unit: good.unit, quantity: quantity, discount: 0, fixed: price });
    reprice();
  }
  function reprice() {
    giveUp();
    basket.lines = basket.lines.filter((line) => line.quantity > 0);
    basket.lines.forEach((line) => {
      const good = goodOf(line.good);
      line.price = line.fixed !== undefined ? line.fixed : good ? priceOf(good, line.quantity) : line.price;
      line.discount = Math.min(line.discount, whole(line));
    });
    basket.discount = Math.min(basket.discount, Math.max(0, gross() - basket.lines.reduce((sum, line) => sum + line.discount, 0)));
    draw();
  }

  // ---- scanning: a code is a good's, or a card's
  function scanned(text) {
    const code = text.trim();
    for (const good of shop.goods) {
      const known = good.codes.find((one) => one.code.toUpperCase() === code.toUpperCase());
      if (known) {
        const price = known.price === null ? undefined : Math.round(known.price * WHOLE / known.quantity);
        put(good, known.quantity, price);
        return true;
      }
    }
    const card = store.cards.get(code.toUpperCase());
    if (card) { take(card); return true; }
    return false;
  }
  function take(card) {
    if (card.is_blocked) return tell("bad", say("card_blocked"));
    Object.assign(basket, { card: card.code, member: "", buyer: null });
    tell();
    reprice();
  }
  // A number of membership: whose it is says the house, or a card on this device. What is unknown
  // stays as it was typed.
  async function takeMember(typed) {
    const number = typed.trim().toUpperCase(), asked = basket;
    const said = await store.whose(number);
    if (basket !== asked) return; // somebody else's turn meanwhile
    const buyer = said === null ? [...store.cards.values()].find((one) => one.member === number) : said;
    if (!buyer) {
      tell("warn", say(said === null ? "member_no_line" : "no_member", { number: number }));
      return field("search").select();
    }
    Object.assign(basket, { card: "", member: number, buyer: { member: number, name: buyer.name, has_photo: buyer.has_photo } });
    field("search").value = "";
    tell();
    reprice();
  }
  // What a card may pay now without asking: no more than it was last known to hold, to be allowed
  // today, and than this device may risk.
  function left(card) {
    const day = new Date(store.now()); day.setHours(0, 0, 0, 0);
    const told = store.current ? store.current.fetched_at : 0;
    const limits = [card.balance - store.spent(card.code, told), store.current.allowance - store.spent(card.code, day.getTime())];
    limits.push(card.left - store.spent(card.code, told));
    return Math.max(0, Math.min(...limits));
  }

  // ---- paying
  function saleOf(payments, given) {
    return {
      request_id: basket.request_id, shop: shop.id, device: store.device, cashier: store.current.cashier,
      called: store.current.called, place: shop.name, said_at: Math.round(store.now()), is_offline: true,
      drawer: store.current.till ? store.current.till.code : "", card: basket.card, member: basket.member,
      discount: basket.discount, given: given || 0, lines: basket.lines.map((line) => Object.assign({}, line)),
      payments: payments.filter((part) => part.amount > 0), state: "waiting", total: total(),
    };
  }
  async function finish(sale) {
    try {
      await store.add(sale);
    } catch (error) {
      return tell("bad", say(error && error.name === "QuotaExceededError" ? "full" : "not_kept"));
    }
    done(sale);
    store.drain();
  }
  function done(sale) {
    last = sale.request_id;
    fresh();
    show("done");
    spot("done-title").focus();
  }
  async function payByCard(payments, given) {
    const card = store.cards.get(basket.card), part = payments.find((one) => one.how === "wallet").amount;
    const sale = Object.assign(saleOf(payments, given), { pin: field("pin").value });
    if (basket.asked) sale.said_at = basket.asked.said_at; // the same sale, as far as it may have arrived
    const offline = () => {
      if (part > left(card)) return tell("bad", say("beyond_line", { left: rupiah(left(card)) }));
      delete sale.pin;
      return finish(sale);
    };
    if (!navigator.onLine) return offline();
    basket.asked = sale;
    waitFor(true);
    const answer = await store.ask(Object.assign({}, sale, { is_offline: false }));
    waitFor(false);
    if (!answer) return offline();
    if (answer.state === "refused") {
      basket.asked = null;
      if (answer.code === "pin") { find("pin").hidden = false; field("pin").focus(); }
      return tell("bad", answer.message);
    }
    Object.assign(sale, { is_offline: false, state: "recorded", entry: answer.entry, answered_at: Date.now() });
    delete sale.pin;
    await store.add(sale);
    card.balance -= part;
    return done(sale);
  }
  function waitFor(is) {
    isPaying = is;
    page.querySelectorAll("[data-pays]").forEach((one) => { one.disabled = is; });
    document.documentElement.classList.toggle("busy", is);
  }
  async function pay() {
    if (isPaying || !basket.lines.length) return;
    if (total() <= 0) return tell("bad", say("nothing"));
    if (basket.card && find("pay").hidden) return payByCard([{ how: "wallet", amount: total() }]);
    if (find("pay").hidden) return openPay();
    const asked = parts();
    if (asked.left) return tell("bad", say("short", { left: rupiah(asked.left) }));
    if (asked.payments.some((one) => one.how === "cash") && !store.current.till) return tell("bad", say("no_till"));
    if (asked.payments.some((one) => one.how === "wallet")) return payByCard(asked.payments, asked.given);
    waitFor(true);
    giveUp();
    await finish(saleOf(asked.payments, asked.given));
    waitFor(false);
  }
  function openPay() {
    ["cash", "qris", "wallet"].forEach((name) => { field(name).value = ""; });
    field("cash").value = rupiah(total()).slice(2);
    show("pay");
    field("cash").focus();
    field("cash").select();
  }
  // Cash may be more than its part: the rest is change.
  function parts() {
    const wallet = Math.min(digits(field("wallet").value), total()), qris = Math.min(digits(field("qris").value), total() - wallet);
    const cash = digits(field("cash").value), due = total() - wallet - qris;
    return {
      left: Math.max(0, due - cash), change: Math.max(0, cash - due), given: cash,
      payments: [{ how: "cash", amount: Math.min(cash, due) }, { how: "qris", amount: qris }, { how: "wallet", amount: wallet }].filter((one) => one.amount > 0),
    };
  }

  // ---- what is shown
  function element(tag, text, name) {
    const made = document.createElement(tag);
    if (text !== undefined && text !== null) made.textContent = text;
    if (name) made.className = name;
    return made;
  }
  function button(text, name, act) {
    const made = element("button", text, name);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  }
  function tell(kind, text) {
    const place = find("told");
    place.hidden = !text;
    place.className = "notice " + (kind || "");
    place.textContent = text || "";
    if (text) place.scrollIntoView({ block: "nearest" });
  }
  function show(part) {
    tell();
    ["sell", "pay", "done", "queue"].forEach((name) => { find(name).hidden = name !== part; });
    find("dock").hidden = part === "done" || part === "queue";
    find("pin").hidden = true;
    field("pin").value = "";
    draw();
    scrollTo(0, 0);
    if (part === "sell") field("search").focus({ preventScroll: true });
  }
  function drawTiles() {
    const words = field("search").value.trim().toLowerCase().split(/\s+/);
    const goods = shop.goods.filter((one) => (!category || one.category === category) && words.every((word) => one.name.toLowerCase().includes(word)));
    find("tiles").replaceChildren(...goods.slice(0, SHOWN).map((good) => {
      const tile = button(undefined, "tile", () => { put(good, WHOLE); field("search").value = ""; });
      const taken = basket.lines.filter((line) => line.good === good.id).reduce((sum, line) => sum + line.quantity, 0);
      tile.append(element("span", good.name, "n"), element("b", rupiah(good.price)));
      if (taken) tile.append(element("span", much(taken), "q"));
      return tile;
    }));
    const more = spot("more");
    more.hidden = goods.length > 0 && goods.length <= SHOWN;
    more.textContent = goods.length ? say("more", { many: goods.length - SHOWN }) : say(shop.goods.length ? "none_found" : "no_goods");
  }
  function drawChips() {
    const names = [...new Set(shop.goods.map((one) => one.category))].sort();
    find("chips").hidden = names.length < 2;
    find("chips").replaceChildren(...["", ...names].map((name) => {
      const chip = button(name || say("all"), "chip", () => { category = name; draw(); });
      chip.setAttribute("aria-pressed", String(name === category));
      return chip;
    }));
  }
  function lineOf(line, i) {
    const row = element("li"), head = element("div", undefined, "row between"), tools = element("div", undefined, "row");
    head.append(element("span", line.name), element("b", rupiah(amount(line)), "num"));
    const less = button("−", "btn", () => { line.quantity -= WHOLE; reprice(); });
    const morer = button("+", "btn", () => { line.quantity += WHOLE; reprice(); });
    less.setAttribute("aria-label", say("less", { good: line.name }));
    morer.setAttribute("aria-label", say("one_more", { good: line.name }));
    const quantity = element("input");
    quantity.value = much(line.quantity);
    quantity.inputMode = "decimal";
    quantity.size = 4;
    quantity.setAttribute("aria-label", say("quantity", { good: line.name }));
    quantity.addEventListener("change", () => {
      const typed = Number(quantity.value.replace(",", "."));
      if (typed > 0 && typed <= 1e6) line.quantity = Math.round(typed * WHOLE);
      reprice();
    });
    tools.append(less, quantity, morer, element("span", line.unit + " × " + rupiah(line.price), "note"));
    if (line.discount) tools.append(element("span", say("off", { amount: rupiah(line.discount) }), "badge"));
    row.append(head, tools);
    row.dataset.line = i;
    return row;
  }
  // To see that the card is in the right hands: asked for while there is a line, kept nowhere.
  function drawFace(buyer) {
    const face = spot("face"), from = buyer && buyer.has_photo && navigator.onLine && !store.state ? store.face(buyer.member) : "";
    if (from === face.getAttribute("src")) return;
    face.hidden = true;
    if (from) face.src = from; else face.removeAttribute("src");
  }
  function drawDock() {
    const card = basket.card && store.cards.get(basket.card), buyer = card || basket.buyer;
    find("buyer").hidden = !buyer;
    drawFace(buyer);
    if (buyer) {
      spot("buyer-name").textContent = buyer.name;
      spot("buyer-left").textContent = card ? say("balance", { balance: rupiah(card.balance), left: rupiah(Math.max(0, card.left)) }) : say("counts", { number: basket.member });
    }
    if (card) find("pin").hidden = !card.needs_pin || !!store.state;
    find("basket").hidden = !basket.lines.length || (!find("pay").hidden && innerWidth < 960);
    find("lines").replaceChildren(...basket.lines.map(lineOf));
    spot("off").hidden = !off();
    spot("off").textContent = say("off", { amount: rupiah(off()) });
    const count = basket.lines.reduce((sum, line) => sum + (line.quantity % WHOLE ? 1 : line.quantity / WHOLE), 0);
    spot("pay-words").textContent = say(find("pay").hidden ? (card ? "pay_card" : "pay") : "pay_now", { many: count });
    spot("pay-total").textContent = rupiah(total());
    page.querySelectorAll("[data-pays]").forEach((one) => { one.disabled = isPaying || !basket.lines.length; });
    page.querySelector('[data-do="hold"]').hidden = !basket.lines.length;
    page.querySelector('[data-do="other-way"]').hidden = !card || !basket.lines.length || !find("pay").hidden;
  }
  function drawPay() {
    const asked = parts();
    spot("change").textContent = asked.left ? say("short", { left: rupiah(asked.left) }) : say("change", { change: rupiah(asked.change) });
    find("wallet-part").hidden = !basket.card;
    const notes = QUICK.filter((worth) => worth > total()).slice(0, 3);
    find("quick").replaceChildren(...[total(), ...notes].map((worth, i) => button(i ? rupiah(worth) : say("exact"), "chip", () => {
      field("cash").value = rupiah(worth).slice(2);
      drawPay();
    })));
  }
  function stateInWords(sale) { return say("state_" + sale.state, { entry: sale.entry }); }
  function textOf(sale) {
    const lines = sale.lines.map((line) => line.name + " " + much(line.quantity) + " × " + rupiah(line.price) + " = " + rupiah(amount(line)));
    return [sale.place, moment(sale.said_at), ...lines, say("sum", { total: rupiah(sale.total) }), stateInWords(sale)].join("\n");
  }
  function drawDone() {
    const sale = store.sales.find((one) => one.request_id === last);
    if (!sale) return;
    const cash = sale.payments.filter((one) => one.how === "cash").reduce((sum, one) => sum + one.amount, 0);
    spot("done-total").textContent = rupiah(sale.total);
    spot("done-change").hidden = !(sale.given > cash);
    spot("done-change").textContent = say("change", { change: rupiah(sale.given - cash) });
    spot("done-state").textContent = stateInWords(sale);
    spot("done-state").className = "badge " + { waiting: "warn", refused: "bad", recorded: "ok" }[sale.state];
    spot("receipt-place").textContent = sale.place;
    spot("receipt-at").textContent = moment(sale.said_at) + " · " + sale.called + " · " + (sale.entry || sale.request_id.slice(0, 8));
    find("receipt-lines").replaceChildren(...sale.lines.map((line) => {
      const row = element("li", undefined, "row between");
      row.append(element("span", line.name + " " + much(line.quantity) + " × " + rupiah(line.price)), element("b", rupiah(amount(line)), "num"));
      return row;
    }));
    find("receipt-sums").replaceChildren(...[
      [say("sum", { total: rupiah(sale.total) })], ...sale.payments.map((one) => [say("way_" + one.how) + " " + rupiah(one.amount)]),
    ].map(([text]) => element("p", text)));
    page.querySelector('[data-do="share"]').href = "https://wa.me/?text=" + encodeURIComponent(textOf(sale));
  }
  function drawQueue() {
    const rows = [...store.refused(), ...store.waiting()];
    find("waits").replaceChildren(...rows.slice(0, 200).map((sale) => {
      const row = element("li"), head = element("div", undefined, "row between");
      head.append(element("span", moment(sale.said_at) + " · " + sale.called), element("b", rupiah(sale.total), "num"));
      row.append(head, element("span", stateInWords(sale), "badge " + (sale.state === "refused" ? "bad" : "warn")));
      if (sale.message && sale.state === "refused") row.append(element("p", sale.message));
      return row;
    }));
    spot("queue-words").textContent = rows.length ? say("queue", { many: rows.length, sum: rupiah(rows.reduce((sum, one) => sum + one.total, 0)) }) : say("all_sent");
  }
  function drawLine() {
    const waits = store.waiting().length, bad = store.refused().length, line = spot("line");
    const word = store.sending ? "sending" : bad ? "refused_some" : store.state === "signed_out" ? "signed_out" : store.state === "no_right" ? "no_right"
      : store.state ? (waits ? "offline_queue" : "offline") : waits ? "queue_short" : "online";
    line.textContent = say(word, { many: bad || waits });
    line.className = "badge " + (bad || /^(signed|no_r)/.test(word) ? "bad" : word === "online" ? "ok" : "warn");
    find("sign-in").hidden = store.state !== "signed_out";
    find("open-link").href = "/koppontren/" + encodeURIComponent(store.slug) + "/laci/";
    find("open-till").hidden = !store.current || !!store.current.till || !!store.state;
    localStorage.setItem("kasir", waits ? say("leave", { many: waits }) : "");
  }
  async function drawHeld() {
    const held = await store.held();
    find("held").hidden = !held.length;
    find("held").replaceChildren(...held.map((one) => button(say("held", { name: one.name || moment(one.held_at), many: one.lines.length }), "chip", async () => {
      if (basket.lines.length) await hold();
      await store.recall(one);
      basket = one;
      show("sell");
      reprice();
    })));
  }
  async function hold() {
    if (!basket.lines.length) return;
    giveUp();
    await store.hold(Object.assign(basket, { held_at: Date.now() }));
    fresh();
    show("sell");
  }
  function drawShops() {
    const shops = store.current.shops;
    shop = shops.find((one) => one.id === Number(localStorage.getItem("kasir toko"))) || shops.find((one) => store.current.till) || shops[0] || null;
    find("shops").hidden = shops.length < 2;
    find("shops").replaceChildren(...shops.map((one) => {
      const chip = button(one.name, "chip", () => { localStorage.setItem("kasir toko", one.id); fresh(); draw(); });
      chip.setAttribute("aria-pressed", String(one === shop));
      return chip;
    }));
  }
  function draw() {
    find("nobody").hidden = !!store.current;
    find("work").hidden = !store.current;
    if (!store.current) return;
    drawShops();
    drawLine();
    find("no-shop").hidden = !!shop;
    find("dock").hidden = !shop || !find("done").hidden || !find("queue").hidden;
    if (!shop) return;
    spot("place").textContent = shop.name;
    spot("cashier").textContent = say("cashier", { name: store.current.called });
    if (!find("sell").hidden) { drawChips(); drawTiles(); drawHeld(); }
    drawDock();
    if (!find("pay").hidden) drawPay();
    if (!find("done").hidden) drawDone();
    if (!find("queue").hidden) drawQueue();
  }

  // ---- from here on by itself
  const DO = {
    pay: pay,
    back: () => show("sell"),
    next: () => show("sell"),
    hold: hold,
    "other-way": () => { openPay(); field("wallet").value = ""; },
    "no-card": () => { Object.assign(basket, { card: "", member: "", buyer: null }); reprice(); },
    clear: () => { giveUp(); fresh(); show("sell"); },
    queue: () => show("queue"),
    send: () => store.drain(true),
    print: () => print(),
    discount: discount,
  };
  function discount() {
    const box = find("discount");
    box.hidden = !box.hidden;
    if (!box.hidden) field("discount").focus();
  }
  page.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-do]");
    if (pressed && DO[pressed.dataset.do]) DO[pressed.dataset.do]();
  });
  page.addEventListener("input", (event) => {
    const name = event.target.dataset.field;
    if (name === "search") drawTiles();
    if (name === "discount") {
      basket.discount = Math.min(digits(event.target.value), gross());
      drawDock();
    }
    if (["cash", "qris", "wallet"].includes(name)) {
      event.target.value = event.target.value ? rupiah(digits(event.target.value)).slice(2) : "";
      drawPay();
    }
  });
  page.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.target === find("find")) {
      const typed = field("search").value;
      if (!typed.trim()) return;
      const first = find("tiles").querySelector("button");
      if (scanned(typed)) field("search").value = "";
      else if (MEMBER.test(typed.trim())) return takeMember(typed);
      else if (first) { first.click(); } else tell("warn", say("unknown_code", { code: typed.slice(0, 40) }));
      draw();
    } else pay();
  });
  const KEYS = {
    F2: () => { show("sell"); field("search").select(); }, F3: () => { show("sell"); tell("", say("scan_card")); field("search").select(); },
    F4: hold, F8: discount, F9: pay,
  };
  addEventListener("keydown", (event) => {
    if (!store.current || !shop || !KEYS[event.key]) return;
    event.preventDefault();
    KEYS[event.key]();
  });
  async function wake() {
    if (!store.slug || store.sending) return;
    if (store.waiting().length) await store.drain();
    else if (store.state) await store.refresh();
  }
  async function begin() {
    const banner = document.querySelector("[data-offline]");
    if (banner) banner.remove(); // here what is sold without a line does arrive
    fresh();
    await store.begin(new URLSearchParams(location.search).get("di"));
    store.onchange = draw;
    show("sell"); // with what is on the device: whoever is quick sells before the house has answered
    if (store.slug) await store.refresh();
    await store.drain(true);
  }
  spot("face").addEventListener("load", (event) => { event.target.hidden = false; });
  addEventListener("online", wake);
  addEventListener("offline", () => { store.state = "offline"; draw(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) wake(); });
  setInterval(wake, EVERY);
  begin();
})(window.Till);
