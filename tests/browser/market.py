"""A shop that a browser finds when it arrives: goods, cards, tills that are open."""

from uuid import uuid4

from klinik.tenancy.models import Koppontren

MARKET = "kasir"  # the koppontren whose shop it is
CASHIERS = tuple(f"kasir-{n}@{MARKET}.example" for n in range(5))
LEAVER = f"pulang@{MARKET}.example"  # a cashier without a till, who signs out
GOODS = (("Roti abon", 4_000), ("Susu kotak", 5_500), ("Buku tulis", 4_500), ("Pulpen", 2_500))
COST, STOCK = 2_000, 3_000  # rupiah, pieces
SANTRI = ("Ahmad", "Bilal", "Citra", "Dewi", "Eka", "Fatih", "Gita", "Hana")
HOLDS = 200_000  # rupiah on each card
CARD = "KARTU{:04}"

TILL = f"/kasir/?di={MARKET}"
READY = "() => navigator.serviceWorker.ready.then(() => !!navigator.serviceWorker.controller)"
# What two thumbs do, many times: goods, sometimes a card, pay, next. Returns for each sale the
# milliseconds from the last tap until it is on the device and the page says so.
SELL_MANY = """async ([many, first, cards]) => {
  const part = (name) => document.querySelector(`[data-part="${name}"]`);
  const press = (name) => document.querySelector(`[data-do="${name}"]`).click();
  const taken = [];
  const until = async (isSo) => { while (!isSo()) await new Promise((go) => setTimeout(go, 1)); };
  for (let n = first; n < first + many; n++) {
    await until(() => part("tiles").querySelectorAll("button").length === 4);
    part("tiles").querySelectorAll("button")[n % 4].click();
    if (n % 3 === 0) part("tiles").querySelectorAll("button")[(n + 1) % 4].click();
    if (n % 5 === 0) {
      document.querySelector('[data-field="search"]').value = cards[n % cards.length];
      part("find").requestSubmit();
    }
    let begun = performance.now();
    const payNow = () => { begun = performance.now(); press("pay"); };
    press("pay");
    await new Promise((go) => setTimeout(go, 1));
    if (!part("pay").hidden) payNow();
    await until(() => !part("done").hidden || !part("told").hidden);
    if (part("done").hidden) { press("no-card"); press("pay"); payNow(); }
    await until(() => !part("done").hidden);
    taken.push(performance.now() - begun);
    press("next");
  }
  return taken;
}"""
KEPT = """() => new Promise((yes) => {
  indexedDB.open("klinik-kasir").onsuccess = (event) => {
    const rows = event.target.result.transaction("sales").objectStore("sales").getAll();
    rows.onsuccess = () => yes(rows.result);
  };
})"""


def open_market(koppontren: Koppontren) -> None:
    """Goods at whole prices, a card for each santri, and a till for each cashier, with change."""
    from klinik.finance.ledger.models import Account, Unit
    from klinik.finance.members.commands import register_member
    from klinik.finance.shop.commands.goods import Facts, Prices
    from klinik.finance.shop.commands.opening import add_stocked_good, open_shop
    from klinik.finance.tills.commands.drawers import add_drawer
    from klinik.finance.tills.commands.holding import open_drawer
    from klinik.finance.tills.models import DrawerKind
    from klinik.finance.wallet.commands import issue_card, open_wallet, start_wallets, top_up
    from klinik.finance.wallet.models import Category
    from klinik.tenancy.database import acting_for
    from klinik.tenancy.models import Membership
    from klinik.tenancy.roles import Role
    from tests.browser.settle import manager_at
    from tests.world import make_user

    manager = manager_at(koppontren)
    with acting_for(koppontren):
        unit = Unit.objects.of(koppontren).get(code="Toko")
        shop = open_shop(koppontren, name="Toko Contoh", unit=unit, by=manager)
        start_wallets(koppontren, by=manager)
        snacks = Category.objects.of(koppontren).get(name="Jajan")
        for name, price in GOODS:
            add_stocked_good(
                shop,
                Facts(name=name, category=snacks),
                Prices(price=price),
                there=STOCK * 1000,
                unit_cost=COST,
                request_id=uuid4(),
                by=manager,
            )
        cash = Account.objects.of(koppontren).get(code="1111")
        for n, name in enumerate(SANTRI):
            member = register_member(
                koppontren, name=f"{name} Contoh", phone="", request_id=uuid4(), by=manager
            )
            wallet = open_wallet(member, request_id=uuid4())
            top_up(wallet, amount=HOLDS, cash=cash, request_id=uuid4(), by=manager)
            code = CARD.format(n)
            issue_card(wallet, kind="nfc", code=code, request_id=uuid4(), by=manager)
        for n, email in enumerate(CASHIERS):
            cashier = make_user(f"Kasir {n}", email=email)
            Membership.objects.create(user=cashier, role=Role.CASHIER, koppontren=koppontren)
            till = add_drawer(
                koppontren, name=f"Kasir {n}", kind=DrawerKind.SHOP, unit=unit, by=manager
            )
            open_drawer(till, pieces={}, request_id=uuid4(), by=cashier)
        leaver = make_user("Kasir Pulang", email=LEAVER)
        Membership.objects.create(user=leaver, role=Role.CASHIER, koppontren=koppontren)
