"""What the reconciliation says no to, with words for people."""

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from klinik.core.errors import DomainError
from klinik.core.money import rupiah


class NoPlaceOfMoney(DomainError):
    """Only what holds cash can be kept at a bank."""

    code = "no_place_of_money"

    def __init__(self) -> None:
        super().__init__(gettext_lazy("Choose one of the places of money shown."))


class FileIsSaved(DomainError):
    """Its columns were chosen for good."""

    code = "bank_file_saved"

    def __init__(self) -> None:
        super().__init__(gettext_lazy("This file is saved already. Its mutations are here."))


class Gone(DomainError):
    """The file was taken back, or put aside by a later one, and its mutations with it."""

    code = "bank_file_gone"

    def __init__(self) -> None:
        super().__init__(
            gettext_lazy(
                "Somebody has taken this file back meanwhile. Send it again if you need it."
            )
        )


class FileIsUsed(DomainError):
    """Some of its mutations are matched, so it cannot be taken back."""

    code = "bank_file_used"

    def __init__(self, number: int) -> None:
        super().__init__(
            ngettext(
                "%(number)s mutation of this file is matched. Take that apart first.",
                "%(number)s mutations of this file are matched. Take those apart first.",
                number,
            )
            % {"number": number}
        )


class AlreadyMatched(DomainError):
    """A mutation or a line can be matched once."""

    code = "already_matched"

    def __init__(self) -> None:
        super().__init__(
            gettext_lazy("Somebody has matched one of these already. Look at the list again.")
        )


class WaitsForApproval(DomainError):
    """What is booked above the limit stays, and is matched by its approval alone."""

    code = "waits_for_approval"

    def __init__(self) -> None:
        super().__init__(
            gettext_lazy(
                "This is booked and waits for a second person. It is free again once whoever "
                "booked it takes that back."
            )
        )


class SumsDiffer(DomainError):
    """Both sides of a match are the same sum, to the rupiah."""

    code = "sums_differ"

    def __init__(self, by_bank: int, by_book: int) -> None:
        super().__init__(
            _("The bank says %(bank)s, the lines chosen are %(book)s. Both must be the same sum.")
            % {"bank": rupiah(by_bank), "book": rupiah(by_book)}
        )


class NothingChosen(DomainError):
    """A match needs both sides."""

    code = "nothing_chosen"

    def __init__(self) -> None:
        super().__init__(gettext_lazy("Choose at least one line of the book."))


class Reconciled(DomainError):
    """What was found to agree stays until that is taken back."""

    code = "reconciled"

    def __init__(self, through: date) -> None:
        super().__init__(
            _("This is reconciled through %(day)s. Take that back first.")
            % {"day": date_format(through, "j F Y")}
        )


class NotReconciled(DomainError):
    """Bank and book do not agree yet; the sentences say what is left to do."""

    code = "not_reconciled"

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(" ".join(reasons))
