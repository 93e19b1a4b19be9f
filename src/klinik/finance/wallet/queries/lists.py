"""Which wallets a list shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from klinik.finance.wallet.choices import ListState
from klinik.finance.wallet.models import Card
from klinik.finance.wallet.queries.wallets import wallets_of
from klinik.tenancy.models import Koppontren

HELD = F("account__credits") - F("account__debits")
OWES = F("owed_account__debits") - F("owed_account__credits")


@dataclass(frozen=True, slots=True)
class Choice:
    """Which wallets an address asks for: what was typed, and a state."""

    query: str
    state: ListState | None

    @classmethod
    def of(cls, asked: Mapping[str, Any]) -> "Choice":
        """As the address says it; a state that does not exist is left out."""
        state = asked.get("status", "")
        return cls(
            str(asked.get("q", "")).replace("\0", "")[:100].strip(),
            ListState(state) if state in ListState.values else None,
        )

    @property
    def is_filtered(self) -> bool:
        """Something was asked for."""
        return bool(self.query or self.state)

    @property
    def said(self) -> list[str]:
        """In words, for a file."""
        return [self.query, *([str(self.state.label)] if self.state else [])]

    def rows(self, koppontren: Koppontren) -> QuerySet[Any]:
        """The wallets that are meant, each with the card in use as `in_use` and what it holds."""
        in_use = Card.objects.of(koppontren).filter(ended_at=None)
        rows: Any = wallets_of(koppontren).annotate(held_now=HELD, owes=OWES)
        rows = rows.prefetch_related(Prefetch("cards", queryset=in_use, to_attr="in_use"))
        for word in self.query.split():
            rows = rows.filter(
                Q(member__name__icontains=word)
                | Q(number__icontains=word)
                | Q(member__number__icontains=word)
            )
        return _in_state(rows, self.state)


def _in_state(rows: QuerySet[Any], state: ListState | None) -> QuerySet[Any]:
    cards = Card.objects.filter(koppontren=OuterRef("koppontren"), wallet=OuterRef("pk"))
    in_use = cards.filter(ended_at=None)
    match state:
        case ListState.CLOSED:
            return rows.exclude(closed_on=None)
        case ListState.NO_CARD:
            return rows.filter(~Exists(in_use), closed_on=None)
        case ListState.BLOCKED:
            return rows.filter(Exists(in_use.exclude(blocked_at=None)), closed_on=None)
        case ListState.OWING:
            return rows.filter(owes__gt=0)
        case ListState.EMPTY:
            return rows.filter(held_now=0, closed_on=None)
        case _all:
            return rows
