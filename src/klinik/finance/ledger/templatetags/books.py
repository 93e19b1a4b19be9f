"""What pages of the rooms below show of a book."""

from typing import NamedTuple

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klinik.finance.ledger.queries import units_of
from klinik.tenancy.models import Koppontren

register = template.Library()


class Place(NamedTuple):
    """A page of the books: what a template calls it, its address, and its name for people."""

    key: str
    route: str
    name: str | Promise


class Room(NamedTuple):
    """Pages that belong together; the first one is its door."""

    name: str | Promise
    places: tuple[Place, ...]
    is_for_keepers: bool = False

    @property
    def door(self) -> Place:
        """The page one comes to first."""
        return self.places[0]


ROOMS = (
    Room(
        _("Record"),
        (
            Place("in", "ledger:money_in", _("Money in")),
            Place("out", "ledger:money_out", _("Money out")),
            Place("move", "ledger:money_move", _("Move money")),
            Place("write", "ledger:write", _("Write an entry")),
            Place("patterns", "ledger:patterns", _("Patterns")),
            Place("opening", "ledger:opening", _("Opening balances")),
        ),
        is_for_keepers=True,
    ),
    Room(
        _("Book"),
        (
            Place("journal", "ledger:journal", _("Journal")),
            Place("drafts", "ledger:drafts", _("Approvals")),
            Place("accounts", "ledger:accounts", _("Accounts")),
            Place("proof", "ledger:proof", _("Proof of the book")),
            Place("take", "ledger:take_home", _("Take the book home")),
        ),
    ),
    Room(_("Match the bank"), (Place("bank", "bank:places", _("Match the bank")),)),
    Room(_("Statements"), (Place("reports", "statements:board", _("Summary")),)),
    Room(_("Close the books"), (Place("periods", "ledger:periods", _("Close the books")),)),
)


@register.inclusion_tag("ledger/_rooms.html")
def rooms(koppontren: Koppontren, here: str, may_keep: bool) -> dict[str, object]:
    """The rooms of the books, and the pages of the one that `here` lies in."""
    shown = [room for room in ROOMS if may_keep or not room.is_for_keepers]
    inside = next((room for room in shown if here in [place.key for place in room.places]), None)
    return {"koppontren": koppontren, "rooms": shown, "inside": inside, "here": here}


@register.simple_tag
def unit_names(koppontren: Koppontren) -> list[str]:
    """The business units of its book; none before it is opened. Only inside the tenant."""
    return [unit.name for unit in units_of(koppontren)]
