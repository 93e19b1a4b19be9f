"""Django's `migrate`, which draws a changed model anew, and not every model that knows it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import migrate
from django.db.migrations.state import ProjectState


class Command(migrate.Command):
    """Apply migrations. An empty database takes ten seconds of Python instead of a hundred."""

    def handle(self, *args: Any, **options: Any) -> None:
        """As Django does it; its options and refusals are the same."""
        with one_model_at_a_time():
            super().handle(*args, **options)


@contextmanager
def one_model_at_a_time() -> Iterator[None]:
    """Inside, a step that changes a model draws this one class, as a *delayed* state.

    Django draws those too that point to it and to what it points to, and here nearly all tables
    point to a koppontren and a person. A step of SQL needs the class it changes and what that one
    points to, no more; before a step of Python, Django draws a delayed state whole.
    """
    states: Any = ProjectState  # what is its own has no type
    django_way = states._find_reload_model

    def itself(
        state: ProjectState, app_label: str, model_name: str, delay: bool = False
    ) -> set[tuple[str, str]]:
        state.is_delayed = True
        return {(app_label, model_name)}

    states._find_reload_model = itself
    try:
        yield
    finally:
        states._find_reload_model = django_way
