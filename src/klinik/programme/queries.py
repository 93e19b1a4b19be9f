"""What the bridge has carried across, and a koppontren's front page."""

from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from klinik.finance.ledger.cash.queries import cash_places
from klinik.finance.ledger.queries import has_book
from klinik.finance.ledger.reading import journal, shown
from klinik.finance.savings.queries import member_savings_total
from klinik.finance.savings.rules import NoProduct
from klinik.programme.models import Consent, SharedFigure
from klinik.tenancy.models import Koppontren, TenantQuerySet
from klinik.tenancy.roles import Right

LATEST = 5


def consents_of(koppontren: Koppontren) -> TenantQuerySet[Consent]:
    """Every consent of a koppontren with the figures read under it, newest first."""
    figures = SharedFigure.objects.select_related("reading").order_by("-on")
    return (
        Consent.objects.of(koppontren)
        .select_related("indicator", "given_by", "withdrawn_by")
        .prefetch_related(Prefetch("figures", queryset=figures))
    )


def front_page(koppontren: Koppontren, *, rights: frozenset[Right], on: date) -> dict[str, Any]:
    """What the front page shows to a person with these rights; no figure without READ_BOOKS."""
    is_open = has_book(koppontren)
    page: dict[str, Any] = {
        "koppontren": koppontren,
        "may": {right.value: right in rights for right in Right},
        "has_book": is_open,
        "on": on,
        "rooms": rooms(koppontren, rights=rights, is_open=is_open),
    }
    if Right.READ_BOOKS in rights:
        page["shared"] = consents_of(koppontren).filter(withdrawn_at=None, ends_on__gte=on)
        if is_open:
            page["cash"] = cash_places(koppontren)
            page["savings_total"] = _savings_total(koppontren)
            page["latest"] = shown(koppontren, list(journal(koppontren)[:LATEST]))
    return page


def _savings_total(koppontren: Koppontren) -> int | None:
    try:
        return member_savings_total(koppontren)
    except NoProduct:  # savings are not offered yet: no figure, which is not a zero
        return None


def rooms(
    koppontren: Koppontren, *, rights: frozenset[Right], is_open: bool
) -> list[dict[str, str]]:
    """The rooms of a koppontren that this person may enter, in the order of daily use."""
    books = [
        ("counter:find", _("Counter"), "cash", Right.COUNTER),
        ("collecting:mine", _("Collect savings"), "device-mobile", Right.COLLECT),
        ("sales:start", _("Till"), "receipt", Right.SELL),
        ("members:list", _("Members and savings"), "users", Right.READ_MEMBERS),
        ("shop:goods", _("Shop and goods"), "building-store", Right.READ_BOOKS),
        ("tills:mine", _("My drawer"), "lock-open", Right.COUNTER),
        ("tills:all", _("Where the cash is"), "search", Right.READ_BOOKS),
        ("collecting:rounds", _("Collectors"), "users", Right.READ_BOOKS),
        ("sharing:runs", _("Profit share"), "heart-handshake", Right.READ_BOOKS),
        ("sales:list", _("Sales"), "receipt", Right.READ_BOOKS),
        ("ledger:journal", _("Journal"), "notebook", Right.READ_BOOKS),
        ("ledger:accounts", _("Accounts"), "list", Right.READ_BOOKS),
        ("statements:board", _("Board's summary"), "report-money", Right.READ_BOOKS),
        ("statements:balance_sheet", _("Balance sheet"), "scale", Right.READ_BOOKS),
        ("statements:results", _("Results (PHU)"), "report-money", Right.READ_BOOKS),
        ("statements:cash_flow", _("Cash flow"), "report-money", Right.READ_BOOKS),
    ]
    opening = [("ledger:opening", _("Opening balances"), "file-upload", Right.KEEP_BOOKS)]
    always = [
        ("programme:sharing", _("Shared figures"), "heart-handshake", Right.READ_BOOKS),
        ("tenancy:facts", _("Facts and RAT"), "file-text", Right.READ_BOOKS),
        ("tenancy:koppontren_people", _("People and roles"), "user-plus", Right.INVITE),
        ("tenancy:devices", _("Shared devices"), "device-mobile", Right.READ_ROLES),
        ("tenancy:tokens", _("Tokens for programs"), "lock", Right.TOKENS),
        ("tenancy:koppontren_history", _("History"), "history", Right.READ_BOOKS),
    ]
    doors = [*(books if is_open else []), *opening, *always]
    return [
        {"url": reverse(name, args=[koppontren.slug]), "label": label, "icon": icon}
        for name, label, icon, needs in doors
        if needs in rights
    ]
