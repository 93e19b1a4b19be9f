"""Pages that go on where the last one ended, however many rows come in between."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Callable
from typing import Annotated, Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import Field

from klinik.core.errors import DomainError
from klinik.core.lines import PLAIN

LARGEST = 2**63 - 1
Limit = Annotated[int, Query(ge=1, le=100, description="How many at once, 1 to 100.")]
Cursor = Annotated[
    str,
    Query(
        max_length=60,
        pattern=PLAIN,
        description="`next` of the page before; leave it out for the first.",
    ),
]
Words = Annotated[str, Field(max_length=200, pattern=PLAIN)]
Code = Annotated[str, Field(max_length=120, pattern=r"^[-a-zA-Z0-9_ ]*$")]


class BadCursor(DomainError):
    """A cursor that no page of ours has handed out."""

    code = "bad_cursor"

    def __init__(self) -> None:
        super().__init__(_("Send `next` of the page before as it was, or no cursor."))


def page_of(
    rows: QuerySet[Any], shown: Callable[[Any], Any], *, cursor: str, limit: int
) -> dict[str, Any]:
    """So many rows behind the cursor, in the order in which they came to be; raises BadCursor."""
    found = list(rows.order_by("pk").filter(pk__gt=_behind(cursor))[: limit + 1])
    more = found[limit - 1].pk if len(found) > limit else None
    return {
        "results": [shown(row) for row in found[:limit]],
        "next": None if more is None else urlsafe_b64encode(f"k{more}".encode()).decode(),
    }


def _behind(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        key = urlsafe_b64decode(cursor.encode("ascii")).decode("ascii")
    except (Error, UnicodeError, ValueError):
        raise BadCursor from None
    if not (key.startswith("k") and key[1:].isdecimal() and int(key[1:]) <= LARGEST):
        raise BadCursor
    return int(key[1:])
