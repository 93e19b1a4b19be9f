// The page of a till: goods, a basket, a card, money. Everything it needs is on the device (store.js).
(function (Till) {
  "use strict";
  const page = document.getElementById("till"), store = Till.store;
  const EVERY = 20000, SHOWN = 60, WHOLE = 1000, QUICK = [5000, 10000, 20000, 50000, 100000], SHORT = 2500, LOOK = 15000, MEMBER = /^a-\d{4,12}$/i;
  const find = (name) => page.querySelector('[data-part="' + name + '"]');
  const spot = (name) => page.querySelector('[data-show="' + name + '"]');
  const field = (name) => page.querySelector('[data-field="' + name + '"]');
  const rupiah = (amount) => (amount < 0 ? "-" : "") + "Rp" + String(Math.abs(amount)).replace(/\B(?=(\d{3})+$)/g, ".");
  const digits = (text) => Number(String(text).replace(/\D/g, "") || 0);
  const much = (quantity) => (quantity % WHOLE ? (quantity / WHOLE).toLocaleString(document.documentElement.lang) : String(quantity / WHOLE));
  const moment = (at) => new Date(at).toLocaleString(document.documentElement.lang, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  let basket, category = "", shop = null, last = null, isPaying = false, isMissed = false, isTyped = false;

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
    store.add(store.givenUp(asked)).then(() => store.drain());
  }
  function fresh() {
    basket = { request_id: crypto.randomUUID(), lines: [], discount: 0, card: "", member: "", of: null };
  }

  // ---- what it comes to, in whole rupiah, half a rupiah up: as the house reckons it
  const whole = (line) => Math.floor((line.quantity * line.price * 2 + WHOLE) / (2 * WHOLE));
  const amount = (line) => whole(line) - line.discount;
  const gross = () => basket.lines.reduce((sum, line) => sum + whole(line), 0);
  const off = () => basket.discount + basket.lines.reduce((sum, line) => sum + line.discount, 0);
  const total = () => gross() - off();
  function priceOf(good, quantity) {
    const prices = [good.price];
    if ((basket.card || basket.member) && good.member_price !== null) prices.push(good.member_price);
    if (good.wholesale_from !== null && quantity >= good.wholesale_from) prices.push(good.wholesale_price);
    return Math.min(...prices);
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
    if (!store.cards.has(basket.card)) basket.card = "";
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
    if (basket !== asked || isPaying) return; // somebody else's turn meanwhile
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
  // A code that nobody here knows may be new at the house: then goods and cards are pulled again.
  async function lookUp(text) {
    if (store.canAsk() && store.now() - store.current.synced_at > LOOK) {
      await store.refresh();
      if (scanned(text)) return;
    }
    tell("warn", say("unknown_code", { code: text.slice(0, 40) }));
  }
  // What a card may pay now without asking: no more than it was last known to hold, to be allowed
  // today, and than this device may risk.
  function left(card) {
    if (!card || card.is_blocked) return 0;
    const day = new Date(store.now()); day.setHours(0, 0, 0, 0);
    const untold = store.untold(card.code), risk = store.current.allowance - store.risked(card.code, day.getTime());
    return Math.max(0, Math.min(card.balance - untold, card.left - untold, risk));
  }

  // ---- paying
  function saleOf(payments, given) {
    const was = basket.of, till = store.current.till ? store.current.till.code : "";
    return Object.assign(store.stamp(), {
      request_id: basket.request_id, shop: shop.id, cashier: store.current.cashier,
      called: store.current.called, place: shop.name, is_offline: true,
      drawer: till, card: basket.card, member: basket.member,
      discount: basket.discount, given: given, lines: basket.lines.map((line) => Object.assign({}, line)),
      payments: payments, state: "waiting", total: total(),
    }, was && { said_at: was.said_at, synced_at: was.synced_at, cashier: was.cashier, called: was.called },
    was && was.drawer && was.code !== "drawer_not_open" && { drawer: was.drawer });
  }
  // What must be the same for two to be one sale.
  const sense = (sale) => JSON.stringify([
    ["shop", "cashier", "drawer", "card", "member", "discount", "given", "payments"].map((name) => sale[name]),
    sale.lines.map((line) => [line.good, line.quantity, line.price, line.discount]),
  ]);
  // With a line the house is asked first, for cash only as long as a buyer waits. Without an answer
  // the sale waits on the device under the same number, as far as a card may pay without asking.
  async function settle(payments, given) {
    if (basket.of && !store.refused().some((one) => one.request_id === basket.of.request_id)) return tell("bad", say("put_right_before"));
    if (basket.asked && sense(basket.asked) !== sense(saleOf(payments, given))) giveUp();
    const isAgain = !!basket.asked, sale = basket.asked || saleOf(payments, given);
    const part = payments.reduce((sum, one) => sum + (one.how === "wallet" ? one.amount : 0), 0);
    if (basket.of || !(part ? navigator.onLine : store.canAsk())) return keep(sale, part);
    basket.asked = sale;
    const asked = Object.assign({}, sale, { state: "asked", pin: field("pin").value });
    const answer = await store.ask(asked, part && !store.state ? undefined : SHORT);
    if (basket.asked !== sale) return;
    if (!answer) return keep(sale, part);
    if (answer.state === "refused") return refuse(sale, answer, isAgain);
    await store.add(Object.assign(sale, { is_offline: false, state: "recorded", entry: answer.entry, answered_at: store.now() }));
    done(sale);
  }
  async function keep(sale, part) {
    const card = store.cards.get(sale.card);
    if (part > left(card)) return tell("bad", say("beyond_line", { left: rupiah(left(card)) }));
    await store.add(sale, ...(basket.of ? [store.givenUp(basket.of)] : []));
    done(sale);
    store.drain();
  }
  // Nothing was written. What was asked before without an answer may still arrive: then it comes back.
  async function refuse(sale, answer, isAgain) {
    if (isAgain) giveUp();
    else await store.drop(sale);
    basket.asked = null;
    basket.request_id = crypto.randomUUID();
    if (answer.code === "pin") { find("pin").hidden = false; field("pin").focus(); }
    else store.refresh().then(reprice);
    tell("bad", answer.message);
  }
  function done(sale) {
    last = sale.request_id;
    fresh();
    show("done");
    spot("done-title").focus();
  }
  // While an answer is waited for, nothing of the sale changes; what was scanned meanwhile is said.
  function waitFor(is) {
    isPaying = is;
    page.querySelectorAll("[data-pays]").forEach((one) => { one.disabled = is || !basket.lines.length; });
    document.documentElement.classList.toggle("busy", is);
    if (is || !isMissed) return;
    isMissed = false;
    tell("warn", (find("told").textContent + " " + say("scanned_early")).trim());
  }
  async function pay() {
    if (isPaying || !basket.lines.length) return;
    if (total() <= 0) return tell("bad", say("nothing"));
    if (!basket.of && off() * 10000 > gross() * shop.max_discount) {
      return tell("bad", say("too_much_off", { most: rupiah(Math.floor(gross() * shop.max_discount / 10000)) }));
    }
    if (find("pay").hidden && !basket.card) return openPay();
    const asked = find("pay").hidden ? { payments: [{ how: "wallet", amount: total() }], given: 0 } : parts();
    if (asked.left) return tell("bad", say("short", { left: rupiah(asked.left) }));
    if (!store.current.till && asked.payments.some((one) => one.how === "cash")) return tell("bad", say("no_till"));
    waitFor(true);
    try {
      await settle(asked.payments, asked.given);
    } catch (error) {
      tell("bad", say(error && error.name === "QuotaExceededError" ? "full" : "not_kept"));
    } finally {
      waitFor(false);
    }
  }
  function openPay() {
    ["cash", "qris", "wallet"].forEach((name) => { field(name).value = ""; });
    isTyped = false;
    followCash();
    show("pay");
    field("cash").focus();
    field("cash").select();
  }
  // Cash may be more than its part: the rest is change. Until somebody types it, it is its part.
  function parts() {
    const wallet = Math.min(digits(field("wallet").value), total()), qris = Math.min(digits(field("qris").value), total() - wallet);
    const due = total() - wallet - qris, given = due ? digits(field("cash").value) : 0;
    return {
      due: due, left: Math.max(0, due - given), change: Math.max(0, given - due), given: given,
      payments: [{ how: "cash", amount: Math.min(given, due) }, { how: "qris", amount: qris }, { how: "wallet", amount: wallet }].filter((one) => one.amount > 0),
    };
  }
  function followCash() {
    if (!isTyped) field("cash").value = rupiah(parts().due).slice(2);
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
    made.addEventListener("click", () => { if (!isPaying) act(); });
    return made;
  }
  // A place is drawn anew only where something of it changed: a finger may be on it just now.
  function fill(place, about, make) {
    const key = JSON.stringify(about);
    if (place.drawnAs === key) return;
    place.drawnAs = key;
    place.replaceChildren(...make());
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
    const shown = goods.slice(0, SHOWN), takenOf = (good) => basket.lines.reduce((sum, line) => sum + (line.good === good.id ? line.quantity : 0), 0);
    fill(find("tiles"), shown.map((good) => [good.id, good.name, good.price, takenOf(good)]), () => shown.map((good) => {
      const tile = button(undefined, "tile", () => { put(good, WHOLE); field("search").value = ""; });
      tile.append(element("span", good.name, "n"), element("b", rupiah(good.price)));
      if (takenOf(good)) tile.append(element("span", much(takenOf(good)), "q"));
      return tile;
    }));
    const more = spot("more");
    more.hidden = goods.length > 0 && goods.length <= SHOWN;
    more.textContent = goods.length ? say("more", { many: goods.length - SHOWN }) : say(shop.goods.length ? "none_found" : "no_goods");
  }
  function drawChips() {
    const names = [...new Set(shop.goods.map((one) => one.category))].sort();
    find("chips").hidden = names.length < 2;
    fill(find("chips"), [names, category], () => ["", ...names].map((name) => {
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
      if (!isPaying && typed > 0 && typed <= 1e6) line.quantity = Math.round(typed * WHOLE);
      quantity.value = much(line.quantity);
      if (!isPaying) reprice();
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
    if (from === (face.dataset.from || "")) return;
    face.dataset.from = from;
    face.hidden = true;
    face.replaceChildren();
    if (!from) return;
    const picture = new Image(56, 56);
    picture.className = "pic photo";
    picture.alt = "";
    picture.addEventListener("load", () => { if (picture.isConnected) face.hidden = false; });
    face.append(picture);
    picture.src = from;
  }
  function leftInWords(card) {
    const untold = store.untold(card.code);
    return say("balance", { balance: rupiah(card.balance - untold), left: rupiah(Math.max(0, card.left - untold)) });
  }
  function drawDock() {
    const card = basket.card && store.cards.get(basket.card), buyer = card || basket.buyer;
    find("buyer").hidden = !buyer;
    drawFace(buyer);
    if (buyer) {
      spot("buyer-name").textContent = buyer.name;
      spot("buyer-left").textContent = card ? leftInWords(card) : say("counts", { number: basket.member });
    }
    if (card) find("pin").hidden = !card.needs_pin || !!store.state;
    find("basket").hidden = !basket.lines.length || (!find("pay").hidden && innerWidth < 960);
    fill(find("lines"), [basket.request_id, basket.lines], () => basket.lines.map(lineOf));
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
    const notes = QUICK.filter((worth) => worth > asked.due).slice(0, 3);
    fill(find("quick"), [asked.due], () => [asked.due, ...notes].map((worth, i) => button(i ? rupiah(worth) : say("exact"), "chip", () => {
      field("cash").value = rupiah(worth).slice(2);
      isTyped = true;
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
  function drawLine() {
    const waits = store.waiting().length, bad = store.refused().length, line = spot("line");
    const word = store.sending ? "sending" : bad ? "refused_some" : store.state === "signed_out" ? "signed_out" : store.state === "no_right" ? "no_right"
      : store.state ? (waits ? "offline_queue" : "offline") : waits ? "queue_short" : "online";
    line.textContent = say(word, { many: bad || waits });
    line.className = "badge " + (bad || /^(signed|no_r)/.test(word) ? "bad" : word === "online" ? "ok" : "warn");
    find("sign-in").hidden = store.state !== "signed_out";
    find("open-link").href = "/koppontren/" + encodeURIComponent(store.slug) + "/laci/";
    find("open-till").hidden = !store.current || !!store.current.till || !!store.state;
    const unsent = store.unsent().length;
    localStorage.setItem("kasir", unsent ? say("leave", { many: unsent }) : "");
  }
  async function drawHeld() {
    const held = await store.held();
    find("held").hidden = !held.length;
    fill(find("held"), held.map((one) => [one.request_id, one.held_at]), () => held.map((one) => button(say("held", { name: one.name || moment(one.held_at), many: one.lines.length }), "chip", async () => {
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
    fill(find("shops"), [shop && shop.id, shops.map((one) => one.name)], () => shops.map((one) => {
      const chip = button(one.name, "chip", () => { localStorage.setItem("kasir toko", one.id); giveUp(); fresh(); draw(); });
      chip.setAttribute("aria-pressed", String(one === shop));
      return chip;
    }));
  }
  function draw() {
    find("nobody").hidden = !!store.current;
    find("work").hidden = !store.current;
    const kept = store.unsent().length;
    spot("kept").hidden = !kept;
    spot("kept").textContent = say("kept", { many: kept });
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
    if (!find("queue").hidden) Till.drawQueue({ find, spot, fill, say, element, button, rupiah, moment, stateInWords, putRight });
  }

  // A sale that the house did not take is rung up anew, as it was sold then.
  async function putRight(sale) {
    if (basket.lines.length) await hold();
    fresh();
    Object.assign(basket, { of: sale, card: sale.card, member: sale.member, discount: sale.discount });
    basket.lines = sale.lines.map((line) => Object.assign({}, line, { fixed: line.price }));
    show("sell");
    reprice();
    tell("warn", say("put_right_how", { why: sale.message }));
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
    const box = find("discount"), basketShown = find("basket");
    box.hidden = basketShown.open && !box.hidden;
    basketShown.open = true; // it stands in there
    if (!box.hidden) field("discount").focus();
  }
  page.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-do]");
    if (pressed && DO[pressed.dataset.do] && !isPaying) DO[pressed.dataset.do]();
  });
  page.addEventListener("input", (event) => {
    const name = event.target.dataset.field;
    if (name === "search") drawTiles();
    if (name === "discount" && !isPaying) {
      basket.discount = Math.min(digits(event.target.value), gross());
      drawDock();
    }
    if (["cash", "qris", "wallet"].includes(name)) {
      event.target.value = event.target.value ? rupiah(digits(event.target.value)).slice(2) : "";
      if (name === "cash") isTyped = true;
      else followCash();
      drawPay();
    }
  });
  page.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.target === find("find")) {
      const typed = field("search").value;
      if (!typed.trim()) return;
      if (isPaying) {
        isMissed = true;
        field("search").value = "";
        return;
      }
      const first = find("tiles").querySelector("button");
      const isTaken = scanned(typed);
      if (!isTaken && MEMBER.test(typed.trim())) return takeMember(typed);
      if (isTaken || !first) field("search").value = "";
      if (!isTaken && first) first.click();
      else if (!isTaken) lookUp(typed);
      draw();
    } else pay();
  });
  const KEYS = {
    F2: () => { show("sell"); field("search").select(); }, F3: () => { show("sell"); tell("", say("scan_card")); field("search").select(); },
    F4: hold, F8: discount, F9: pay,
  };
  addEventListener("keydown", (event) => {
    if (!store.current || !shop || isPaying) return;
    const isText = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (isText && !find("done").hidden) show("sell"); // a scanner begins the next sale by itself
    if (!KEYS[event.key]) return;
    event.preventDefault();
    KEYS[event.key]();
  });
  async function wake(isNews) {
    if (!store.slug || store.sending || isPaying) return;
    if (isNews) store.hurry();
    if (store.waiting().length) await store.drain();
    else if (store.state || store.isOld()) await store.refresh();
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
  addEventListener("online", () => wake(true));
  addEventListener("offline", () => { store.state = "offline"; draw(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) wake(true); });
  setInterval(wake, EVERY);
  begin();
})(window.Till);
