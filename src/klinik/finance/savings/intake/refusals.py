"""Why a row of members is not brought in, in a sentence."""

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.money import rupiah


class NotTold(DomainError):
    """Two members could be meant."""

    code = "ambiguous_member"

    def __init__(self) -> None:
        super().__init__(
            _(
                "More than one member could be meant. Write the NIK or the number in the books of "
                "before, so that they are told apart."
            )
        )


class TwiceInFile(DomainError):
    """The same member stands in the file more than once."""

    code = "twice_in_file"

    def __init__(self, row: int) -> None:
        sentence = _(
            "Row %(row)s says the same member. If they are two people, write the NIK or the number "
            "in the books of before in both rows."
        )
        super().__init__(sentence % {"row": row})


class MoreThanUndetailed(DomainError):
    """The opening left less than the rows want."""

    code = "more_than_undetailed"

    def __init__(self, product: str, *, left: int, asked: int) -> None:
        sentence = _(
            "%(product)s: the opening balances leave %(left)s to be divided, this row wants "
            "%(asked)s. Look at the balance, or correct the opening first."
        )
        words = {"product": product, "left": rupiah(left), "asked": rupiah(asked)}
        super().__init__(sentence % words)


class NoTerms(DomainError):
    """What is due says when, and a goal how much."""

    code = "no_terms"

    def __init__(self, product: str) -> None:
        sentence = _(
            "%(product)s needs the day on which it is due, after the day of the table; savings for "
            "a goal their target too. Write them in their columns."
        )
        super().__init__(sentence % {"product": product})


class BroughtOtherwise(DomainError):
    """This balance was brought in before, as another sum."""

    code = "brought_otherwise"

    def __init__(self, product: str, *, before: int) -> None:
        sentence = _(
            "%(product)s of this member came in before with %(before)s. Undo that entry first if "
            "it was wrong."
        )
        super().__init__(sentence % {"product": product, "before": rupiah(before)})


class HasGone(DomainError):
    """Who left has no balance to bring in."""

    code = "not_a_member"

    def __init__(self) -> None:
        super().__init__(_("This member has left. Admit them anew if they are back."))
