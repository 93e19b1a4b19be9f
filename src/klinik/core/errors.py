"""Refusals: what the rules say no to, in words for people and a code for programs."""

from typing import ClassVar

from django.utils.functional import Promise


class DomainError(Exception):
    """A rule said no; `message` tells a person what to do, `code` tells a program what it was."""

    code: ClassVar[str] = "refused"

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message
