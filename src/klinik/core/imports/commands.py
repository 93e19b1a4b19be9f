"""A file on its way in: kept, its columns chosen, then saved part by part."""

import logging
import traceback
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Protocol, TypeVar
from uuid import UUID, uuid4

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from klinik.core.database import set_local
from klinik.core.errors import DomainError
from klinik.core.imports.models import Import
from klinik.core.imports.queries import own
from klinik.core.imports.rules import Outcome, Result, counted, fingerprint
from klinik.core.imports.sheets import Sheet
from klinik.core.jobs import Cancelled, Ended, Followed, Progress, start
from klinik.core.models import Job

log = logging.getLogger(__name__)

Part = TypeVar("Part")
AT_ONCE = 500  # parts in one transaction
KEPT = timedelta(days=30)
MOST_SHOWN = 100  # changes that the preview can show
SAID = gettext_noop("%(new)s new, %(changed)s changed, %(unchanged)s unchanged, %(bad)s not saved.")
STOPPED = gettext_noop(
    "Stopped as you asked. %(saved)s rows were saved whole and stay; %(left)s were not looked at. "
    "Run the same file again to go on: what is there already is left alone."
)


class HalfDone(DomainError):
    """Something broke on the way; what was saved stays."""

    code = "import_half_done"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Something went wrong that is not your fault. The rows that were saved until then "
                "are whole and stay. Run the same file again to go on; if it stays so, tell "
                "whoever looks after the server."
            )
        )


class AlreadyRunning(DomainError):
    """The import is at work, or was done."""

    code = "import_already_running"

    def __init__(self) -> None:
        super().__init__(_("This file is being saved already, or was. Its page shows how far."))


class Forgotten(DomainError):
    """The rows of an import were too old to keep."""

    code = "import_forgotten"

    def __init__(self) -> None:
        super().__init__(
            _("The rows of this file were kept for a month and are gone. Send the file again.")
        )


class FileReused(DomainError):
    """The key of one file came again with another, or with another day."""

    code = "request_reused"

    def __init__(self) -> None:
        super().__init__(
            _("Another file was already sent with this key. Send this one with a new key.")
        )


class Work(Protocol[Part]):
    """What a kind of import does with its rows; a row is named by its place in the table."""

    @property
    def parts(self) -> Sequence[Part]:
        """Rows that are saved together, in the order of the file."""

    @property
    def refused(self) -> Mapping[int, Outcome]:
        """Rows that cannot be saved, whatever the database holds."""

    def rows_of(self, part: Part) -> Sequence[int]:
        """The rows of a part."""

    def plan(self, parts: Sequence[Part]) -> dict[int, Outcome]:
        """What would become of each row."""

    def save(self, parts: Sequence[Part]) -> dict[int, Outcome]:
        """Save them within the caller's transaction."""


def keep(
    sheet: Sheet,
    *,
    kind: str,
    file_name: str,
    about: Any,
    by: AbstractBaseUser,
    number: UUID | None = None,
) -> Import:
    """Keep a table that was read, until its columns are chosen; `about` is what was asked once.

    Under a `number` that a program chose it is kept once. Raises FileReused.
    """
    _forget_old(by)
    number = number or uuid4()
    try:
        with transaction.atomic():
            return Import.objects.create(
                number=number,
                owner_id=by.pk,
                kind=kind,
                file_name=file_name[-200:],
                headings=sheet.headings,
                fingerprint=fingerprint(sheet.headings),
                rows=[[row.number, row.cells] for row in sheet.rows],
                about=about,
            )
    except IntegrityError as error:  # the same number came at this very moment, or is another's
        known = kept_before(number, kind=kind, about=about, by=by)
        if known is None:
            raise FileReused from error
        return known


def kept_before(number: UUID, *, kind: str, about: Any, by: AbstractBaseUser) -> Import | None:
    """The person's table of this number, if it was sent before. Raises FileReused for another."""
    try:
        known = own(by.pk, number)
    except Import.DoesNotExist:
        return None
    if (known.kind, known.about) != (kind, about):
        raise FileReused
    return known


def _forget_old(owner: AbstractBaseUser) -> None:
    """Other people's tables are not kept for ever, nor what was said of their rows."""
    set_local("klinik.reader", str(owner.pk))
    old = Import.objects.filter(owner_id=owner.pk, sent_at__lt=timezone.now() - KEPT)
    old.exclude(rows=[]).update(rows=[])
    old.filter(outcome__has_key="bad").update(outcome=JSONObject(counts=F("outcome__counts")))


def choose_columns(row: Import, mapping: Mapping[str, int], work: Work[Any]) -> Import:
    """Remember which heading is which column, and look what would become of the rows."""
    outcomes = dict(work.refused) | work.plan(work.parts)
    row.mapping = dict(mapping)
    row.outcome = _outcome(outcomes)
    row.save(update_fields=["mapping", "outcome"])
    return row


def choose_again(row: Import) -> Import:
    """Back to the columns, as long as nothing is being saved. Raises AlreadyRunning."""
    if row.job_id is not None:
        raise AlreadyRunning
    row.outcome = None
    row.save(update_fields=["outcome"])
    return row


@transaction.atomic
def begin(row: Import, task: Followed, *, title: str, by: AbstractBaseUser) -> Job:
    """Start saving, once. Raises AlreadyRunning, Forgotten."""
    row = Import.objects.select_for_update(of=["self"]).get(pk=row.pk)
    if row.job_id is not None:
        raise AlreadyRunning
    if row.is_forgotten:
        raise Forgotten
    row.job = start(task, by=by, title=title, number=str(row.number))
    row.save(update_fields=["job"])
    return row.job


def carry_out(
    progress: Progress, number: str, *, url_name: str, prepare: Callable[[Import], Work[Any]]
) -> Ended:
    """Save every part, each whole; interrupted, it goes on where it was. For tasks.

    Its page has the number in its address, and before it what stands in `about["place"]`.

    Raises Cancelled or HalfDone, with what was saved until then.
    """
    with transaction.atomic():
        row = own(progress.owner, UUID(number))
        work = prepare(row)
        if not row.parts_done:
            row.outcome = _outcome(work.refused)
            row.save(update_fields=["outcome"])
    url = reverse(url_name, args=[*row.about.get("place", []), number])
    try:
        _save_all(progress, row, work)
    except Cancelled:
        counts = _finish(progress, row, work, is_whole=False)
        raise Cancelled(STOPPED, url=url, **counts) from None
    except Exception as error:  # its owner is told; the log holds no row of theirs
        where = "".join(traceback.format_tb(error.__traceback__))
        log.error("import %s: %s\n%s", number, type(error).__name__, where)
        raise HalfDone from None
    counts = _finish(progress, row, work, is_whole=True)
    return Ended(SAID, counts, url)


def _save_all(progress: Progress, row: Import, work: Work[Any]) -> None:
    total = sum(len(work.rows_of(part)) for part in work.parts)
    done = sum(len(work.rows_of(part)) for part in work.parts[: row.parts_done])
    while row.parts_done < len(work.parts):
        progress.step(done, total)
        parts = work.parts[row.parts_done : row.parts_done + AT_ONCE]
        with transaction.atomic():
            set_local("klinik.reader", str(progress.owner))
            outcomes = work.save(parts)
            row.outcome = _outcome(outcomes, to=row.outcome)
            row.parts_done += len(parts)
            row.save(update_fields=["outcome", "parts_done"])
        done += sum(len(work.rows_of(part)) for part in parts)


def _finish(
    progress: Progress, row: Import, work: Work[Any], *, is_whole: bool
) -> dict[str, int | str]:
    with transaction.atomic():
        set_local("klinik.reader", str(progress.owner))
        row.finished_at = timezone.now()
        row.save(update_fields=["finished_at"])
    counts: dict[str, int | str] = dict(row.counts)
    if not is_whole:
        counts["saved"] = row.counts[Result.NEW] + row.counts[Result.CHANGED]
        counts["left"] = sum(len(work.rows_of(part)) for part in work.parts[row.parts_done :])
    return counts


def _outcome(outcomes: Mapping[int, Outcome], *, to: Any = None) -> dict[str, Any]:
    """What became of these rows, added to what became of others."""
    before = to or {"counts": {}, "bad": [], "changes": []}
    counts = counted(outcomes.values())
    told: dict[Result, list[list[Any]]] = {Result.BAD: [], Result.CHANGED: []}
    for at, outcome in sorted(outcomes.items()):
        if outcome.result in told:
            told[outcome.result].append([at, outcome.said])
    return {
        "counts": {name: number + before["counts"].get(name, 0) for name, number in counts.items()},
        "bad": sorted(before["bad"] + told[Result.BAD]),
        "changes": (before["changes"] + told[Result.CHANGED])[:MOST_SHOWN],
    }
