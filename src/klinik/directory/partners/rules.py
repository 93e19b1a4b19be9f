"""What a partner or an offer is refused for; pure."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError


class BadPartner(DomainError):
    """The partner cannot be kept so; the sentence says why."""

    code = "bad_partner"


class BadOffer(DomainError):
    """The offer cannot be made so; the sentence says why."""

    code = "bad_offer"


class PartnerReused(DomainError):
    """The same form again, with other content."""

    code = "request_reused"

    def __init__(self) -> None:
        super().__init__(
            _("This form was already sent with other content. Open the form anew and try again.")
        )


def refuse_lending(kind: str, *, is_lender: bool) -> None:
    """Only a business lends; raises BadPartner."""
    if is_lender and kind != "business":
        raise BadPartner(_("A financial institution is a business. Choose the kind Business."))


def refuse_unsourced(source: str, *, is_simulated: bool) -> None:
    """A real institution is shown only with a source; raises BadPartner."""
    if not source.strip() and not is_simulated:
        raise BadPartner(_("Say where this is known from: an address or a document."))


def refuse_ended(until: date | None, *, today: date) -> None:
    """An offer that has ended before it began helps nobody; raises BadOffer."""
    if until is not None and until < today:
        raise BadOffer(_("The last day has passed. Choose today or a later day."))
