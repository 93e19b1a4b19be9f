"""When somebody is reminded: each step once, also where a day was missed."""

from datetime import date

STEPS = (7, 30, 90)  # days before a paper ends
ROLE_STEP = 14  # days before a role ends


def step_for(valid_until: date, *, today: date) -> int | None:
    """The step that has come for a paper: 90, 30 or 7 days; None before them and when it is over.

    >>> step_for(date(2026, 3, 1), today=date(2026, 2, 10))
    30
    """
    left = (valid_until - today).days
    if left < 0:
        return None
    return next((step for step in STEPS if left <= step), None)
