"""Which models are remembered, and who is said to have changed a row."""

from collections.abc import Callable
from typing import Any, TypeVar

import pghistory
import pgtrigger
from django.db import models
from pghistory import trigger

Remembered = TypeVar("Remembered", bound=type[models.Model])

MADE, CHANGED, DELETED = "made", "changed", "deleted"
KNOWN = "known"  # as a row stood when remembering began


class Unignorable(trigger.Event):
    """pgtrigger lets a setting of the transaction switch triggers off; these read it as empty."""

    declare = [("not_ignored", "TEXT := set_config('pgtrigger.ignore', '{}', true)")]


class _Kept:
    """An event of pghistory whose trigger nobody switches off."""

    def add_event_trigger(self: Any, event_model: Any) -> None:
        """Give the model that is remembered our trigger in place of pghistory's."""
        kept = Unignorable(  # type: ignore[no-untyped-call]  # pghistory is half typed
            event_model=event_model,
            label=self.label,
            name=self.trigger_name,
            row=self.row,
            operation=self.operation,
            condition=self.condition,
            level=self.level,
        )
        pgtrigger.register(kept)(event_model.pgh_tracked_model)


class Made(_Kept, pghistory.InsertEvent):
    label = MADE


class Changed(_Kept, pghistory.UpdateEvent):
    label = CHANGED


class Deleted(_Kept, pghistory.DeleteEvent):
    label = DELETED


def remembered(*but: str) -> Callable[[Remembered], Remembered]:
    """Keep every change of the model's rows, except of the fields named in `but`."""

    def track(model: Remembered) -> Remembered:
        pghistory.track(
            Made(),
            Changed(),
            Deleted(),
            exclude=list(but),
            context_id_field=None,  # type: ignore[arg-type]  # documented, not typed
        )(model)
        return model

    return track


def acting(person: int | None, **numbers: str) -> pghistory.context:
    """Until this ends, changes are this person's; called inside another it names them anew.

    Only numbers (of the request, of the job): whose a number is, or was, is asked when it is read.
    """
    return pghistory.context(user=person, **numbers)
