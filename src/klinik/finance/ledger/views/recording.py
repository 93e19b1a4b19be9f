"""What the pages that record have in common: what it would do, and where it leads."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from klinik.core.errors import DomainError
from klinik.finance.ledger.drafts.commands import submit
from klinik.finance.ledger.drafts.queries import limit_of
from klinik.finance.ledger.drafts.refusals import NoSuchEntry
from klinik.finance.ledger.forms import LateForm
from klinik.finance.ledger.intents import Intent, effects_of
from klinik.finance.ledger.models import Draft, Entry
from klinik.finance.ledger.periods.queries import first_open_day
from klinik.finance.ledger.posting import whole
from klinik.finance.ledger.reading import Shown, find_shown
from klinik.finance.ledger.refusals import PeriodClosed, RequestReused
from klinik.people.access import SignedIn
from klinik.tenancy.models import Koppontren

EFFECT = "effect"  # the panel that htmx asks for while somebody types


def would_do(tenant: Koppontren, intent: Intent | None) -> dict[str, Any]:
    """For _effect.html: what each account would hold, and whether a second person is needed.

    Accounts between units are among them: the ledger writes on them with the others.
    """
    limit = limit_of(tenant)
    return {
        "effects": effects_of(whole(tenant, intent.legs)) if intent else [],
        "above": limit if intent and limit is not None and intent.amount > limit else None,
    }


def record(
    request: SignedIn, tenant: Koppontren, form: LateForm, intent: Intent, address: str
) -> HttpResponse | None:
    """Record what a valid form means and go to `address`; None where the form says why not."""
    typed, is_late = form.cleaned_data, "late" in request.POST
    try:
        recorded = submit(
            tenant,
            intent=intent._replace(is_late=is_late, corrects=form.puts_right),
            request_id=typed["request_id"],
            by=request.user,
            files=typed["receipts"],
        )
    except NoSuchEntry as refusal:
        form.offer_way_out(None)
        form.add_error("corrects", str(refusal.message))
    except PeriodClosed as refusal:
        form.offer_way_out(first_open_day(tenant))
        form.add_error(None, str(refusal.message))
    except RequestReused as refusal:
        form.begin_anew()
        said = _(
            "This form was already sent with other content (entry %(number)s). If this is another "
            "matter, save it once more; nothing is recorded yet."
        )
        form.add_error(None, said % {"number": refusal.detail})
    except DomainError as refusal:
        form.add_error(None, str(refusal.message))
    else:
        return recorded_redirect(request, recorded, f"{address}?saved=")
    return None


def recorded_redirect(request: SignedIn, recorded: Entry | Draft, address: str) -> HttpResponse:
    """To `address` followed by the entry's number; or to the draft that waits."""
    if isinstance(recorded, Entry):
        return redirect(f"{address}{recorded.number}")
    if recorded.is_waiting:
        messages.success(request, _("It is kept, and waits for a second person."))
    if request.headers.get("HX-Request"):  # another page than the one that asked: go there
        return HttpResponse(headers={"HX-Redirect": recorded.get_absolute_url()})
    return redirect(recorded)


def saved(request: SignedIn, tenant: Koppontren) -> Shown | None:
    """The entry that was just recorded, as the address says; None for any other number."""
    return find_shown(tenant, request.GET.get("saved", ""))
