"""What waits for an officer's eyes."""

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from klinik.directory.models import ContactPerson, FactCheck, Pesantren
from klinik.directory.search.filters import COOPERATIVE

FRESH = timedelta(days=365)  # facts that nobody touched or looked at for longer are old
WAITS = Q(last_check=FactCheck.Kind.ASKED, last_check_at__gt=F("updated_at"))


class State(StrEnum):
    """How the facts of a pesantren stand with the offices."""

    TO_CHECK = "perlu"
    NEVER = "belum"
    CHANGED = "berubah"
    ASKED = "ditanya"
    CHECKED = "sudah"
    STALE = "lama"
    ALL = "semua"


def stale(on: date) -> Q:
    """Neither changed nor found right in the year before this day: a person should look again."""
    return Q(updated_at__date__lt=on - FRESH) & (
        Q(verified_on=None) | Q(verified_on__lt=on - FRESH)
    )


def _states() -> dict[State, Q]:
    return STATES | {State.STALE: stale(timezone.localdate()), State.ALL: Q()}


STATES: dict[State, Q] = {
    State.TO_CHECK: (Q(verified_on=None) | Q(is_changed_since=True)) & ~WAITS,
    State.NEVER: Q(verified_on=None) & ~WAITS,
    State.CHANGED: Q(is_changed_since=True) & ~WAITS,
    State.ASKED: WAITS,
    State.CHECKED: Q(verified_on__isnull=False, is_changed_since=False) & ~WAITS,
}


def with_last_check(rows: QuerySet[Pesantren]) -> QuerySet[Pesantren]:
    """Each knows the kind and moment of its latest check; call `read_as` first."""
    latest = FactCheck.objects.filter(pesantren=OuterRef("pk")).order_by("-at", "-pk")
    return rows.annotate(
        last_check=Coalesce(Subquery(latest.values("kind")[:1]), Value("")),
        last_check_at=Subquery(latest.values("at")[:1]),
    )


def pesantren_to_check(
    *,
    state: State,
    regions: Collection[int] | None,
    text: str = "",
    is_simulated: bool | None = None,
    has_cooperative: bool | None = None,
) -> QuerySet[Pesantren]:
    """The pesantren of these regions (None: all) in this state, what waits longest first."""
    rows = _within(regions, text, is_simulated, has_cooperative)
    rows = rows.filter(_states()[state]).select_related("region")
    oldest = "verified_on" if state == State.CHECKED else "updated_at"
    return rows.order_by(oldest, "is_simulated", "name", "pk")


def numbers_to_check(
    *,
    regions: Collection[int] | None,
    text: str = "",
    is_simulated: bool | None = None,
    has_cooperative: bool | None = None,
) -> dict[State, int]:
    """How many pesantren are in each state: one question."""
    rows = _within(regions, text, is_simulated, has_cooperative)
    each = {str(state): Count("pk", filter=q) for state, q in _states().items()}
    counted = rows.aggregate(**each)
    return {state: counted[str(state)] for state in State}


def _within(
    regions: Collection[int] | None,
    text: str,
    is_simulated: bool | None,
    has_cooperative: bool | None,
) -> QuerySet[Pesantren]:
    rows = with_last_check(Pesantren.objects.all())
    if regions is not None:
        rows = rows.filter(region__in=regions)
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(nspp=text))
    if has_cooperative is not None:
        rows = rows.filter(COOPERATIVE if has_cooperative else ~COOPERATIVE)
    return rows if is_simulated is None else rows.filter(is_simulated=is_simulated)


def open_question(pesantren: Pesantren) -> FactCheck | None:
    """What an office asked and nobody has answered by changing a fact; call `read_as` first."""
    latest = FactCheck.objects.filter(pesantren=pesantren).first()
    waits = latest is not None and latest.kind == FactCheck.Kind.ASKED
    return latest if latest and waits and latest.at > pesantren.updated_at else None


def contact_of(pesantren: Pesantren) -> dict[str, str]:
    """Whom an office calls, with empty words where it is nobody. Call `read_as` first."""
    contact = ContactPerson.objects.filter(pesantren=pesantren).first()
    if contact is None:
        return {"name": "", "phone": ""}
    return {"name": contact.name, "phone": contact.phone}
