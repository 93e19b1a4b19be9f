"""What every refusal of the ledger is: a SQLSTATE, a code for programs, a sentence for people."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from django.utils.formats import date_format
from django.utils.functional import Promise

from klinik.core.errors import DomainError
from klinik.core.money import rupiah


class LedgerRefusal(DomainError):
    """The ledger said no; `detail` is an account, a day or an amount as people read it."""

    state: ClassVar[str]
    sentence: ClassVar[Promise]

    def __init__(self, detail: str = "") -> None:
        self.detail = detail
        super().__init__(str(self.sentence) % {"detail": detail})

    @classmethod
    def read(cls, detail: str, names: Mapping[int, str]) -> str:
        """What the database said in detail, as people read it."""
        return detail


class OfAmount(LedgerRefusal):
    """A refusal whose detail is an amount in whole rupiah."""

    @classmethod
    def read(cls, detail: str, names: Mapping[int, str]) -> str:
        """Rp50.000, without a side."""
        return rupiah(abs(int(detail)))


class OfDay(LedgerRefusal):
    """A refusal whose detail is a day."""

    @classmethod
    def read(cls, detail: str, names: Mapping[int, str]) -> str:
        """31 October 2026."""
        return date_format(date.fromisoformat(detail), "j F Y")


class OfAccount(LedgerRefusal):
    """A refusal whose detail is an account, by its id where the database says it."""

    @classmethod
    def read(cls, detail: str, names: Mapping[int, str]) -> str:
        """The account by its name."""
        return names.get(int(detail), detail) if detail.isdigit() else detail
