"""Pages and actions by what people call them: only those that this person may open."""

from collections.abc import Iterator
from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klinik.people.models import User
from klinik.tenancy.roles import Right
from klinik.web.search.places import Place


class Page(NamedTuple):
    """A page with its name, and where it is; `also` are other words that people have for it."""

    title: str
    note: str
    url: str
    also: str = ""


OF_KOPPONTREN: list[tuple[Right, Promise, str]] = [
    (Right.KEEP_BOOKS, gettext_lazy("Money in"), "ledger:money_in"),
    (Right.KEEP_BOOKS, gettext_lazy("Money out"), "ledger:money_out"),
    (Right.KEEP_BOOKS, gettext_lazy("Move money"), "ledger:money_move"),
    (Right.KEEP_BOOKS, gettext_lazy("Write an entry"), "ledger:write"),
    (Right.READ_BOOKS, gettext_lazy("Patterns"), "ledger:patterns"),
    (Right.READ_BOOKS, gettext_lazy("Approvals"), "ledger:drafts"),
    (Right.READ_BOOKS, gettext_lazy("Match the bank"), "bank:places"),
    (Right.READ_BOOKS, gettext_lazy("Close the books"), "ledger:periods"),
    (Right.READ_MEMBERS, gettext_lazy("Members"), "members:list"),
    (Right.MANAGE_MEMBERS, gettext_lazy("Admit a member"), "savings:admit"),
    (Right.COUNTER, gettext_lazy("Counter"), "counter:find"),
    (Right.READ_MEMBERS, gettext_lazy("Waiting for a second person"), "counter:waiting"),
    (Right.LIMIT_TELLERS, gettext_lazy("Limits of the counter"), "counter:limits"),
    (Right.READ_MEMBERS, gettext_lazy("Wallets"), "wallet:list"),
    (Right.COUNTER, gettext_lazy("My drawer"), "tills:mine"),
    (Right.KEEP_GOODS, gettext_lazy("Shop"), "shop:goods"),
    (Right.KEEP_GOODS, gettext_lazy("Settings of the shop"), "shop:shops"),
    (Right.KEEP_GOODS, gettext_lazy("What to buy"), "shop:low"),
    (Right.KEEP_GOODS, gettext_lazy("Add a good"), "shop:add"),
    (Right.SELL, gettext_lazy("Till"), "sales:start"),
    (Right.READ_BOOKS, gettext_lazy("Sales"), "sales:list"),
    (Right.READ_BOOKS, gettext_lazy("Sales to look at"), "sales:concerns"),
    (Right.READ_BOOKS, gettext_lazy("Purchases of members"), "sales:purchases"),
    (Right.KEEP_GOODS, gettext_lazy("Goods come in"), "shop:purchase_add"),
    (Right.READ_BOOKS, gettext_lazy("Purchases"), "shop:purchases"),
    (Right.READ_BOOKS, gettext_lazy("Suppliers"), "shop:suppliers"),
    (Right.READ_BOOKS, gettext_lazy("Consignors"), "shop:consignors"),
    (Right.READ_BOOKS, gettext_lazy("Stock counts"), "shop:counts"),
    (Right.READ_BOOKS, gettext_lazy("What will not keep"), "shop:expiry"),
    (Right.COLLECT, gettext_lazy("Collect savings"), "collecting:mine"),
    (Right.READ_BOOKS, gettext_lazy("Collectors"), "collecting:rounds"),
    (Right.READ_BOOKS, gettext_lazy("Where the cash is"), "tills:all"),
    (Right.READ_BOOKS, gettext_lazy("Journal"), "ledger:journal"),
    (Right.READ_BOOKS, gettext_lazy("Accounts"), "ledger:accounts"),
    (Right.READ_BOOKS, gettext_lazy("Trial balance"), "statements:trial_balance"),
    (Right.READ_BOOKS, gettext_lazy("Balance sheet"), "statements:balance_sheet"),
    (Right.READ_BOOKS, gettext_lazy("Board's summary"), "statements:board"),
    (Right.READ_BOOKS, gettext_lazy("All statements of a year"), "statements:package"),
    (Right.READ_BOOKS, gettext_lazy("Results (PHU)"), "statements:results"),
    (Right.READ_BOOKS, gettext_lazy("Changes in equity"), "statements:equity"),
    (Right.READ_BOOKS, gettext_lazy("Cash flow"), "statements:cash_flow"),
    (Right.READ_BOOKS, gettext_lazy("Zakat fund"), "statements:zakat"),
    (Right.READ_BOOKS, gettext_lazy("Benevolence fund (dana kebajikan)"), "statements:benevolence"),
    (Right.READ_BOOKS, gettext_lazy("Notes to the statements"), "statements:notes"),
    (Right.READ_BOOKS, gettext_lazy("Proof of the book"), "ledger:proof"),
    (Right.READ_BOOKS, gettext_lazy("Take the book home"), "ledger:take_home"),
    (Right.READ_BOOKS, gettext_lazy("General ledger"), "statements:general_ledger"),
    (Right.READ_BOOKS, gettext_lazy("General journal"), "statements:journal"),
    (Right.KEEP_BOOKS, gettext_lazy("Places on the statements"), "ledger:places"),
    (Right.INVITE, gettext_lazy("Invite somebody"), "tenancy:koppontren_people"),
    (Right.KEEP_BOOKS, gettext_lazy("Opening balances"), "ledger:opening"),
    (Right.KEEP_BOOKS, gettext_lazy("Business units"), "ledger:units"),
    (Right.CONSENT, gettext_lazy("Share figures"), "programme:sharing"),
]
# What people type who know the work by another name.
ALSO: dict[str, Promise] = {
    "sales:start": gettext_lazy("cashier, sell, scan, shop"),
    "sales:purchases": gettext_lazy("SHU, business of members, share by purchases"),
    "tills:mine": gettext_lazy("till, cash drawer, open, count, close, hand over"),
    "wallet:list": gettext_lazy("pocket money, santri card, top up, limits"),
    "counter:waiting": gettext_lazy("approve a withdrawal, approve a deposit"),
    "counter:limits": gettext_lazy("largest deposit, largest withdrawal, limit of a teller"),
    "collecting:rounds": gettext_lazy("rounds, field officers, who collects where"),
    "tills:all": gettext_lazy("cash drawers, safe, shortage, deliveries of cash"),
    "bank:places": gettext_lazy("reconciliation, bank statement, mutations"),
    "ledger:periods": gettext_lazy("close a month, close the year, open again"),
    "ledger:patterns": gettext_lazy("templates, every month, comes again"),
    "ledger:drafts": gettext_lazy("second person, approve, limit"),
    "ledger:take_home": gettext_lazy("export, Excel, backup"),
    "ledger:proof": gettext_lazy("verify, audit"),
    "ledger:opening": gettext_lazy("first balances, Excel"),
    "statements:package": gettext_lazy("statements, reports, RAT, PDF"),
}


def pages_for(user: User | None, places: list[Place]) -> Iterator[Page]:
    """What one does at work first, then the pages of one's own, then those of everybody."""
    for place in places:
        yield from _of_koppontren(place)
    if any(place.opens_cases for place in places):
        yield Page(_("Open a case"), "", reverse("cases:new"))
    if any(place.in_office for place in places):
        yield from _of_offices(places)
    if any(place.opens_cases or place.in_office for place in places):
        yield Page(_("Stories being written"), _("Stories"), reverse("stories:drafts"))
    if user:
        yield Page(_("Cases"), "", reverse("cases:list"))
        yield Page(_("Ask a question"), _("Discussions"), reverse("discussions:new"))
        yield Page(_("Inbox"), "", reverse("people:inbox"))
        yield Page(_("My account"), "", reverse("people:account"))
        yield Page(_("Change password"), "", reverse("account_change_password"))
    yield Page("Pesantren", "", reverse("directory:pesantren_list"))
    yield Page(_("Regions"), "", reverse("directory:region_list"))
    yield Page(_("Panel sessions"), "", reverse("sessions:list"))
    yield Page(_("Discussions"), "", reverse("discussions:list"))
    yield Page(_("Stories"), "", reverse("stories:list"))
    yield Page(_("Indicators"), "", reverse("directory:indicator_list"))
    yield Page(_("Partners"), "", reverse("directory:partner_list"))
    if not user:
        yield Page(_("Sign in"), "", reverse("account_login"))


def _of_koppontren(place: Place) -> Iterator[Page]:
    if place.koppontren and Right.SEE in place.rights:
        yield Page(place.name, _("Cooperative"), place.url)
        for right, title, name in OF_KOPPONTREN:
            if right in place.rights:
                url = reverse(name, args=[place.koppontren.slug])
                yield Page(str(title), place.name, url, str(ALSO.get(name, "")))


def _of_offices(places: list[Place]) -> Iterator[Page]:
    """What lies on the desk, and what is told of the work of all offices."""
    desk = _("My desk")
    yield Page(desk, "", reverse("desk:desk"), _("tasks, what is late, what waits for me"))
    yield Page(_("Recommendations"), desk, reverse("sessions:recommendations"))
    yield Page(_("Service targets and days off"), desk, reverse("cases:times"))
    if any(place.in_province for place in places):
        yield Page(_("How the work is shared"), desk, reverse("desk:load"), _("load, officers"))
    if any(place.coordinates for place in places):
        also = _("funnel, bottleneck")
        yield Page(_("The road of obstacles"), desk, reverse("funnel:funnel"), also)
