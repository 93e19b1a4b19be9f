"""What a discussion refuses, and how people are named in a text."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError

LONGEST = 10_000  # letters of one post: about four printed pages
MOST_FILES = 3
AT_ONCE = 15  # posts of one person within ten minutes
NAMED = re.compile(r"@\{(\d{1,18})\}")


class SentOtherwise(DomainError):
    """The key of one request came again with other content."""

    code = "request_reused"

    def __init__(self) -> None:
        super().__init__(
            _("This form was sent before with other words. Reload the page and send it again.")
        )


class Locked(DomainError):
    """The topic takes no more posts."""

    code = "topic_locked"

    def __init__(self) -> None:
        super().__init__(_("This topic is locked: nothing more is written in it."))


class NothingWritten(DomainError):
    """A post or a reason of nothing but blanks."""

    code = "nothing_written"

    def __init__(self) -> None:
        super().__init__(_("Write a few words first."))


class TooFast(DomainError):
    """One person fills the discussions."""

    code = "too_fast"

    def __init__(self) -> None:
        super().__init__(_("You wrote a lot within a few minutes. Go on in a quarter of an hour."))


class NoAnswer(DomainError):
    """The opening of a topic, or a hidden post, answers nothing."""

    code = "no_answer"

    def __init__(self) -> None:
        super().__init__(_("This post cannot be accepted as an answer."))


class FlaggedAlready(DomainError):
    """One open flag of a person on a post."""

    code = "flagged_already"

    def __init__(self) -> None:
        super().__init__(_("You have asked to look at this post already. It is on the list."))


def fingerprint(content: Mapping[str, str | Sequence[str]]) -> str:
    """All that a request said as one hash."""
    return hashlib.sha256(json.dumps(dict(content), sort_keys=True).encode()).hexdigest()


def with_numbers(text: str, people: Mapping[str, int]) -> tuple[str, set[int]]:
    """The text with each `@Name` of these people as `@{number}`, and whose numbers stand in it.

    The longest name counts, in whatever case; what stands as a number already and is not one of
    these people stays as text.
    """
    if not people:
        return text, set()
    by_name = {name.casefold(): number for name, number in people.items()}
    names = "|".join(re.escape(name) for name in sorted(by_name, key=len, reverse=True))
    called = re.compile(rf"(?<![\w@])@({names})(?!\w)", re.IGNORECASE)
    found: set[int] = set()

    def _number_of(match: re.Match[str]) -> str:
        number = by_name.get(match[1].casefold())
        if number is None:
            return match[0]
        found.add(number)
        return f"@{{{number}}}"

    marked = called.sub(_number_of, text)
    known = set(people.values())
    return marked, found | ({int(number) for number in NAMED.findall(text)} & known)


def with_names(text: str, names: Mapping[int, str]) -> str:
    """The text with `@Name` where it has the number of one of these people."""

    def _name_of(match: re.Match[str]) -> str:
        name = names.get(int(match[1]))
        return match[0] if name is None else f"@{name}"

    return NAMED.sub(_name_of, text)


def without_names(text: str) -> str:
    """The text with `@…` where it has the number of a person."""
    return NAMED.sub("@…", text)


def written(text: str) -> str:
    """The text without blanks around it. Raises NothingWritten where nothing is left."""
    kept = text.replace("\0", "").strip()
    if not kept:
        raise NothingWritten
    return kept
