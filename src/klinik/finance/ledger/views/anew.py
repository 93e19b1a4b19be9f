"""What was wrong is written anew: on the form that it came from, filled with what it said."""

from datetime import date
from typing import Any

from django.urls import reverse

from klinik.finance.ledger.cash.forms import Way
from klinik.finance.ledger.forms import LateForm
from klinik.finance.ledger.models import Line
from klinik.finance.ledger.periods.queries import first_open_day
from klinik.finance.ledger.posting import Leg
from klinik.finance.ledger.queries import corrections_of
from klinik.finance.ledger.reading import Shown, find_shown
from klinik.finance.ledger.words import MONEY_IN, MONEY_MOVED, MONEY_OUT, REVERSAL
from klinik.people.access import SignedIn
from klinik.tenancy.models import Koppontren

ASKED = "betulkan"  # in the address: the number of the entry that is put right
WAYS = {MONEY_IN: Way.IN, MONEY_OUT: Way.OUT, MONEY_MOVED: Way.MOVE}


def address_anew(tenant: Koppontren, shown: Shown) -> str:
    """Where this entry, or the one it undoes, is written anew; empty if it was or cannot be."""
    if not shown.may_be_written_anew:
        return ""
    number = shown.entry.reverses or shown.entry.number
    if corrections_of(tenant, [number])[1].get(number):
        return ""
    way = WAYS.get(shown.entry.kind.removesuffix(REVERSAL))
    route = f"ledger:money_{way}" if way and len(_plain(shown)) == 2 else "ledger:write"
    return f"{reverse(route, args=[tenant.slug])}?{ASKED}={number}"


def wrong_one(request: SignedIn, tenant: Koppontren) -> Shown | None:
    """The entry that the address asks to write anew, if it can be."""
    found = find_shown(tenant, request.GET.get(ASKED, ""))
    return found if found and found.may_be_written_anew and not found.entry.reverses else None


def legs_anew(wrong: Shown) -> list[Leg]:
    """Its lines as somebody typed them."""
    return [Leg(line.account, line.debit, line.credit) for line in _plain(wrong)]


def said_anew(wrong: Shown) -> dict[str, Any]:
    """Its day, its note and its number, for either form."""
    day = wrong.entry.value_on or wrong.entry.on
    return {"on": day, "memo": wrong.memo, "corrects": wrong.entry.number}


def money_anew(wrong: Shown, way: Way) -> dict[str, Any]:
    """And for the plain form its place, its category and its amount."""
    lines = _plain(wrong)
    if len(lines) != 2:
        return said_anew(wrong)
    debited, credited = sorted(lines, key=lambda line: line.credit > 0)
    place, other = (debited, credited) if way is Way.IN else (credited, debited)
    typed = {"place": place.account.code, "category": other.account.code, "amount": debited.debit}
    return said_anew(wrong) | typed


def offer_if_closed(tenant: Koppontren, form: LateForm, day: date) -> None:
    """Say at once that the day of what is put right is closed, with the way out."""
    first_open = first_open_day(tenant)
    if first_open and day < first_open:
        form.offer_way_out(first_open)


def _plain(shown: Shown) -> list[Line]:
    return [line for line in shown.lines if line.account.other_unit_id is None]
