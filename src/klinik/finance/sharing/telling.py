"""Telling the second person that a run waits for them, and its proposer what came of it.

No member is named and no part of one: only which month, and a bonus as a whole.
"""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone

from klinik.core.money import rupiah
from klinik.finance.sharing.models import RunKind, ShareRun
from klinik.people.commands import notify
from klinik.people.kinds import About
from klinik.people.models import User
from klinik.tenancy.queries import holders_of
from klinik.tenancy.roles import Right


def tell_undoing_asked(run: ShareRun, *, by: User) -> None:
    """Whoever may confirm the undoing, except who asked for it."""
    _tell(run, "share.undoing_asked", _others(run, by), by=by, key=f"{run.undo_asked_at}")


def tell_undoing_confirmed(run: ShareRun, *, by: User) -> None:
    """Who asked for the undoing."""
    _tell(run, "share.undoing_confirmed", _asker(run, by), by=by, key=f"{run.undo_asked_at}")


def tell_kept(run: ShareRun, *, by: User) -> None:
    """Who asked for an undoing that somebody else said no to."""
    _tell(run, "share.kept", _asker(run, by), by=by, key=f"{run.undo_asked_at}")


def tell_bonus_proposed(run: ShareRun, *, by: User) -> None:
    """Whoever may confirm the bonus; the same one divided anew on a day is told once."""
    said = f"{run.pool_id} {run.month} {run.income} {by.pk} {timezone.localdate()}"
    _tell(run, "bonus.waits", _others(run, by), by=by, key=said)


def tell_bonus_decided(run: ShareRun, *, is_confirmed: bool, by: User) -> None:
    """Who proposed a bonus that somebody else confirmed or dropped; of a share nobody waits."""
    if run.kind == RunKind.BONUS and run.prepared_by_id != by.pk:
        kind = "bonus.confirmed" if is_confirmed else "bonus.dropped"
        _tell(run, kind, [run.prepared_by], by=by, key=str(run.pk))


def _others(run: ShareRun, by: User) -> list[User]:
    return [one for one in holders_of(run.koppontren, Right.APPROVE) if one != by]


def _asker(run: ShareRun, by: User) -> list[User]:
    asker = run.undo_asked_by
    return [asker] if asker and asker != by else []


def _tell(run: ShareRun, kind: str, people: Iterable[User], *, by: User, key: str) -> None:
    about: About = {
        "name": by.called,
        "what": RunKind(run.kind).label,
        "month": f"{run.month:%m/%Y}",
        "amount": rupiah(run.income),
        "place": str(run.koppontren),
    }
    is_gone = kind == "bonus.dropped"
    url = reverse("sharing:runs", args=[run.koppontren.slug]) if is_gone else run.get_absolute_url()
    notify(*people, kind=kind, about=about, url=url, key=f"{kind} {run.koppontren_id} {key}")
