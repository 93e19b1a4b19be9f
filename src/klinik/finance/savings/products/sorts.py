"""The sorts of savings that can be offered, as people know them."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klinik.finance.savings.models import Akad, SavingsKind


class Sort(NamedTuple):
    """A sort of savings: what it is in the books, and in words."""

    kind: SavingsKind
    akad: str
    name: Promise
    about: Promise


SORTS: dict[str, Sort] = {
    "sukarela-wadiah": Sort(
        SavingsKind.VOLUNTARY,
        Akad.WADIAH,
        _("Voluntary savings, wadiah"),
        _("Kept safe and paid out at any time. No return is promised; a bonus may be given."),
    ),
    "sukarela-mudharabah": Sort(
        SavingsKind.VOLUNTARY,
        Akad.MUDHARABAH,
        _("Voluntary savings, mudharabah"),
        _("Paid out at any time, with a share of each month's income by nisbah."),
    ),
    "berjangka": Sort(
        SavingsKind.TERM,
        Akad.MUDHARABAH,
        _("Term savings (simpanan berjangka)"),
        _("One sum for some months, with a share of the income; paid out from the due day on."),
    ),
    "tujuan-wadiah": Sort(
        SavingsKind.GOAL,
        Akad.WADIAH,
        _("Savings for a goal, wadiah"),
        _("For hajj or umrah, qurban, education: with an amount and a day to save towards."),
    ),
    "tujuan-mudharabah": Sort(
        SavingsKind.GOAL,
        Akad.MUDHARABAH,
        _("Savings for a goal, mudharabah"),
        _("The same, with a share of each month's income by nisbah."),
    ),
    "wajib": Sort(
        SavingsKind.MANDATORY,
        "",
        _("Mandatory savings (simpanan wajib)"),
        _("A monthly duty of every member; capital of the cooperative until the member leaves."),
    ),
}
