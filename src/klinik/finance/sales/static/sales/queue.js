// What of a till's sales is not in the books yet: what waits, and what the house did not take, with its
// reason and what can be done about it.
(function (Till) {
  "use strict";
  const store = Till.store, SHOWN = 200;

  function giveUp(tools, sale) {
    if (confirm(tools.say("give_up_sure", { total: tools.rupiah(sale.total) }))) store.add(store.givenUp(sale)).then(() => store.drain());
  }
  function actsOf(tools, sale) {
    const acts = tools.element("div", undefined, "actions");
    acts.append(
      tools.button(tools.say("put_right"), "btn", () => tools.putRight(sale)),
      tools.button(tools.say("give_up"), "btn", () => giveUp(tools, sale)),
    );
    return acts;
  }
  function rowOf(tools, sale) {
    const row = tools.element("li"), head = tools.element("div", undefined, "row between"), isBad = !!sale.message;
    head.append(tools.element("span", tools.moment(sale.said_at) + " · " + sale.called), tools.element("b", tools.rupiah(sale.total), "num"));
    row.append(head, tools.element("span", tools.stateInWords(sale), "badge " + (isBad ? "bad" : "warn")));
    if (isBad) row.append(tools.element("p", sale.message));
    if (sale.state === "refused") row.append(actsOf(tools, sale));
    return row;
  }
  // Sales of another koppontren go to none but that one.
  function drawElsewhere(tools) {
    const others = store.unsent().filter((one) => one.slug !== store.slug), place = tools.find("elsewhere");
    place.hidden = !others.length;
    place.replaceChildren(...[...new Set(others.map((one) => one.slug))].map((slug) => {
      const link = tools.element("a", tools.say("elsewhere", { many: others.filter((one) => one.slug === slug).length, place: slug }));
      link.href = "/kasir/?di=" + encodeURIComponent(slug);
      return link;
    }));
  }
  Till.drawQueue = (tools) => {
    const rows = [...store.refused(), ...store.waiting()], sum = rows.reduce((all, one) => all + one.total, 0);
    const shown = rows.slice(0, SHOWN);
    tools.fill(tools.find("waits"), shown.map((one) => [one.request_id, one.state, one.message]), () => shown.map((sale) => rowOf(tools, sale)));
    tools.spot("queue-words").textContent = rows.length ? tools.say("queue", { many: rows.length, sum: tools.rupiah(sum) }) : tools.say("all_sent");
    drawElsewhere(tools);
  };
})(window.Till);
