"""What the pages that record have in common: what it would do, and where it leads."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from klinik.finance.ledger.drafts.queries import limit_of
from klinik.finance.ledger.intents import Intent, effects_of
from klinik.finance.ledger.models import Draft, Entry
from klinik.finance.ledger.reading import Shown, shown
from klinik.people.access import SignedIn
from klinik.tenancy.models import Koppontren

EFFECT = "effect"  # the panel that htmx asks for while somebody types


def would_do(tenant: Koppontren, intent: Intent | None) -> dict[str, Any]:
    """For _effect.html: what each account would hold, and whether a second person is needed."""
    limit = limit_of(tenant)
    return {
        "effects": effects_of(intent.legs) if intent else [],
        "above": limit if intent and limit is not None and intent.amount > limit else None,
    }


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
    number = request.GET.get("saved", "")
    if not (number.isascii() and number.isdigit() and len(number) < 16):
        return None
    entry = Entry.objects.of(tenant).filter(number=int(number)).first()
    return shown(tenant, [entry])[0] if entry else None
