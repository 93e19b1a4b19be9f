"""The changes of one thing and what belongs to it, each told as before and after."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from pghistory.models import Events

from klinik.core.history.tracking import DELETED, KNOWN
from klinik.core.money import grouped
from klinik.directory.merging.comparing import NAMES
from klinik.directory.models import Merger, Pesantren
from klinik.people.models import User
from klinik.tenancy.history.words import KINDS
from klinik.tenancy.merging.words import BELONGINGS

Names = dict[type[models.Model], dict[Any, models.Model]]
NOTHING = "–"


class Difference(NamedTuple):
    """One field, and what it said before and afterwards."""

    field: str
    before: str
    after: str


class Change(NamedTuple):
    """What somebody did to one row at one time."""

    at: datetime
    who: str
    kind: str
    title: str
    label: str
    differences: list[Difference]


def history_of(subject: models.Model, *kinds: type[models.Model]) -> QuerySet[Events]:
    """The events of `subject` and of what points at it, the newest first. Call `read_as` first."""
    tables = [kind.pgh_event_model for kind in kinds]  # type: ignore[attr-defined]  # pghistory's
    about = Events.objects.references(*_records_of(subject))  # type: ignore[no-untyped-call]
    rows: QuerySet[Events] = about.across(*tables)
    return rows.order_by("-pgh_created_at", "-pgh_id")


def _records_of(subject: models.Model) -> list[models.Model]:
    """A pesantren with the records that were joined into it; anything else by itself."""
    if not isinstance(subject, Pesantren):
        return [subject]
    return [subject, *(Pesantren(pk=merger.gone) for merger in subject.mergers.all())]


class JoinedRecord(NamedTuple):
    """A record that was joined into a pesantren: who did it, and what came of it."""

    name: str
    at: datetime
    who: str
    office: str
    taken: str
    moved: str


def mergers_told(pesantren: Pesantren) -> list[JoinedRecord]:
    """The records that were joined into this one, in words."""
    return [
        JoinedRecord(
            row.name,
            row.at,
            str(row.by),
            row.by_office,
            ", ".join(str(NAMES[fact]) for fact in row.taken),
            ", ".join(
                f"{word}: {grouped(row.moved[table])}"
                for table, word in BELONGINGS.items()
                if table in row.moved
            ),
        )
        for row in pesantren.mergers.all()
    ]


def told(events: Iterable[Events]) -> list[Change]:
    """These events in words, with as many questions as there are kinds of rows they point at."""
    rows = list(events)
    names = _names(rows)
    return [_change(row, names) for row in rows]


def _change(event: Events, names: Names) -> Change:
    model = _model(event)
    kind = KINDS[model]
    fields = {field.name: field for field in model._meta.fields}
    title = fields.get(kind.title)
    data = event.pgh_data
    return Change(
        at=event.pgh_created_at,
        who=_who(event, names),
        kind=str(kind.name),
        title=_shown(title, data.get(title.attname), names) if title else "",
        label=event.pgh_label,
        differences=[
            Difference(str(word), *(_shown(fields[name], value, names) for value in pair))
            for name, word in kind.fields.items()
            if (pair := _pair(event, fields[name].attname)) and _is_shown(fields[name], pair, names)
        ],
    )


def _pair(event: Events, column: str) -> tuple[Any, Any] | None:
    """The value of a column before and after this event; None where it did not change."""
    if event.pgh_label == KNOWN:
        return None
    if event.pgh_label == DELETED:
        before, after = event.pgh_data.get(column), None
    elif event.pgh_diff is None:  # nothing stood there before
        before, after = None, event.pgh_data.get(column)
    else:
        before, after = event.pgh_diff.get(column, (None, None))
    is_empty = all(value in (None, "", [], {}, False) for value in (before, after))
    return None if is_empty and before in (None, after) else (before, after)


def _is_shown(field: "models.Field[Any, Any]", pair: tuple[Any, Any], names: Names) -> bool:
    """False where the row pointed at lies behind a wall: that there is one is not told either."""
    if not isinstance(field, models.ForeignKey) or field.related_model is User:
        return True
    return all(value is None or value in names[field.related_model] for value in pair)


def _who(event: Events, names: Names) -> str:
    number = (event.pgh_context or {}).get("user")
    if number is None:
        return _("Klinik itself")
    return str(names[User].get(number) or _("somebody who was deleted"))


def _model(event: Events) -> type[models.Model]:
    return next(model for model in KINDS if model._meta.label == event.pgh_obj_model)


def _names(events: Iterable[Events]) -> Names:
    """The rows that these events point at, as they are called today."""
    wanted: dict[type[models.Model], set[Any]] = {User: set()}
    for event in events:
        wanted[User].add((event.pgh_context or {}).get("user"))
        for model, number in _pointed_at(event):
            wanted.setdefault(model, set()).add(number)
    return {model: _called(model, numbers - {None}) for model, numbers in wanted.items()}


def _called(model: type[models.Model], numbers: set[Any]) -> dict[Any, models.Model]:
    found = model._base_manager.in_bulk(list(numbers))
    if model is Pesantren and numbers - set(found):
        merged = Merger.objects.filter(gone__in=numbers - set(found))
        found |= {row.gone: Pesantren(pk=row.gone, name=row.name) for row in merged}
    return found


def _pointed_at(event: Events) -> Iterator[tuple[type[models.Model], Any]]:
    model = _model(event)
    for name in KINDS[model].fields:
        field = model._meta.get_field(name)
        if isinstance(field, models.ForeignKey):
            values = [event.pgh_data.get(field.attname)]
            values += (event.pgh_diff or {}).get(field.attname, [])
            yield from ((field.related_model, value) for value in values)


def _shown(field: "models.Field[Any, Any]", value: Any, names: Names) -> str:
    """A value of this field as people write it."""
    if value in (None, "", [], {}):
        return NOTHING
    if isinstance(field, models.ForeignKey):
        return str(names[field.related_model].get(value) or _("somebody who was deleted"))
    if isinstance(value, dict):
        return "; ".join(_said(part) for part in value.values())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return _written(field.to_python(value))


def _said(part: Any) -> str:
    return str(part.get("source", "")) if isinstance(part, dict) else str(part)


def _written(value: Any) -> str:
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "j F Y H.i")
    if isinstance(value, date):
        return date_format(value, "j F Y")
    return grouped(value) if isinstance(value, int) and value > 9999 else str(value)
