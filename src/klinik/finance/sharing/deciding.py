"""How pages and programs ask a person to decide on a run, and say what was refused."""

from collections.abc import Callable

from django.forms import Form

from klinik.core.errors import DomainError
from klinik.finance.sharing.fees.models import FeeRun
from klinik.finance.sharing.models import ShareRun
from klinik.finance.sharing.rules import NothingToGoOn, PreparedAnew
from klinik.people.access import SignedIn


def refusal(
    request: SignedIn, found: ShareRun | FeeRun, decide: Callable[..., object]
) -> Form | None:
    """Decide as this person; where it is refused, a form that says so."""
    form = Form(request.POST)
    form.is_valid()
    try:
        decide(found, by=request.user)
    except DomainError as refused:
        form.add_error(None, str(refused.message))
        return form
    return None


def refuse_another(found: ShareRun | FeeRun, number: str | int) -> None:
    """Raise PreparedAnew unless this run is the one that was looked at.

    A month prepared anew is another run, with a number of its own.
    """
    if str(number) != str(found.pk):
        raise PreparedAnew


def refuse_standing_still(found: ShareRun | FeeRun, under_way: str) -> None:
    """Raise NothingToGoOn unless the run is in this state, which a job that stopped leaves."""
    if found.state != under_way:
        raise NothingToGoOn


def looked_at(request: SignedIn, confirm: Callable[..., object]) -> Callable[..., object]:
    """Confirm only what stood on the page from which this was sent."""

    def decide(found: ShareRun | FeeRun, **options: object) -> None:
        refuse_another(found, request.POST.get("number", ""))
        confirm(found, **options)

    return decide
