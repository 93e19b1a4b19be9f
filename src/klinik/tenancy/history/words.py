"""What is remembered, in words for people: a name for each kind of row, and for its fields.

A field without a word is not shown; tests/tenancy/test_history.py wants each named or hidden.
"""

from collections.abc import Mapping
from typing import NamedTuple

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klinik.directory.facts import LABELS as FACTS
from klinik.directory.models import (
    ContactPerson,
    Indicator,
    Offer,
    Paper,
    Partner,
    Pesantren,
    Product,
)
from klinik.tenancy.models import (
    Device,
    Invitation,
    Koppontren,
    Membership,
    Office,
    Pin,
    Programme,
    Rat,
    RatMinutes,
)

Words = Mapping[str, Promise | str]


class Kind(NamedTuple):
    """What a row is called, the field that tells it from its like, and the words of its fields."""

    name: Promise | str
    title: str
    fields: Words


SOURCE: Words = {"source": _("Source"), "is_simulated": _("simulation")}
VERIFIED: Words = {"verified_by": _("Verified by")}
PLACE: Words = {
    "role": _("role"),
    "koppontren": _("Cooperative"),
    "pesantren": _("Pesantren"),
    "office": _("Office"),
    "partner": _("Partner"),
}
HIDDEN = {"id", "slug", "code"}
KINDS: dict[type[models.Model], Kind] = {
    Pesantren: Kind(
        _("Pesantren"),
        "",
        {
            **FACTS,
            "santri_source": _("Source of the number of santri"),
            "cohort_source": _("Source of the cohort"),
            "sources": _("Sources of single facts"),
            "verified_on": _("Verified on"),
            "verified_as": _("Verified for the office"),
            **VERIFIED,
            **SOURCE,
        },
    ),
    ContactPerson: Kind(
        _("Contact person"),
        "",
        {"name": _("Name"), "phone": _("Telephone"), "pesantren": _("Pesantren")},
    ),
    Product: Kind(
        _("Product"),
        "name",
        {
            "name": _("Name"),
            "pesantren": _("Pesantren"),
            "sector": _("Sector"),
            "category": _("Category"),
            "price": _("Price"),
            "price_unit": _("Unit of the price"),
            "capacity": _("Capacity"),
            "capacity_unit": _("Unit of the capacity"),
            "capacity_period": _("Period of the capacity"),
            "description": _("Description"),
            "retired_at": _("Not made any more since"),
            **SOURCE,
        },
    ),
    Paper: Kind(
        _("Legality paper"),
        "kind",
        {
            "kind": _("Kind"),
            "number": _("Number"),
            "product": _("Product"),
            "valid_until": _("Valid until"),
            "recorded_at": _("Recorded"),
            "recorded_by": _("Recorded by"),
            "replaced_at": _("Replaced"),
            "is_simulated": _("simulation"),
        },
    ),
    Partner: Kind(
        _("Partner"),
        "",
        {
            "name": _("Name"),
            "kind": _("Kind"),
            "is_lender": _("financial institution"),
            "about": _("About"),
            "region": _("Region"),
            "website": _("Website"),
            "contact": _("Contact"),
            "verified_at": _("Verified on"),
            **VERIFIED,
            **SOURCE,
        },
    ),
    Offer: Kind(
        _("Offer"),
        "title",
        {
            "title": _("Title"),
            "kind": _("Kind"),
            "text": _("What is offered"),
            "partner": _("Partner"),
            "until": _("Valid until"),
            "closed_at": _("Closed"),
            "made_at": _("Made"),
        },
    ),
    Koppontren: Kind(
        _("Cooperative"),
        "",
        {
            "name": _("Name"),
            "pesantren": _("Pesantren"),
            "time_zone": _("Time zone"),
            "fiscal_month": _("First month of the book year"),
            "address": _("Address"),
            "phone": _("Telephone"),
            "legal_number": _("Legal entity (badan hukum)"),
            "legal_on": _("Legal entity since"),
            "nik": _("NIK of the cooperative"),
            "nik_issued_on": _("NIK issued on"),
            "nik_until": _("NIK valid until"),
            "nik_address": _("Address in the QR code of the NIK"),
            "founded_on": _("Founded on"),
            "kept_at": _("Facts last kept"),
            "kept_by": _("Facts last kept by"),
            "is_simulated": _("simulation"),
        },
    ),
    Rat: Kind(
        "RAT",
        "year",
        {
            "year": _("Book year"),
            "koppontren": _("Cooperative"),
            "held_on": _("Held on"),
            "present": _("Members present"),
            "members": _("Members invited"),
            "recorded_at": _("Recorded"),
            "recorded_by": _("Recorded by"),
        },
    ),
    RatMinutes: Kind(
        _("Minutes of the RAT"),
        "rat",
        {
            "koppontren": _("Cooperative"),
            "rat": "RAT",
            "decisions": _("What was decided"),
            "file": _("Minutes"),
        },
    ),
    Membership: Kind(
        _("Role"),
        "user",
        {"user": _("Person"), "started_on": _("From"), "ended_on": _("Until"), **PLACE},
    ),
    Invitation: Kind(
        _("Invitation"),
        "name",
        {
            "name": _("Name"),
            "email": _("E-mail"),
            "phone": _("Telephone"),
            "invited_by": _("Invited by"),
            "invited_at": _("Invited"),
            "expires_at": _("Valid until"),
            "approved_by": _("Approved by"),
            "withdrawn_at": _("Withdrawn"),
            "accepted_at": _("Taken up"),
            "accepted_by": _("Taken up by"),
            **PLACE,
        },
    ),
    Device: Kind(
        _("Shared device"),
        "name",
        {
            "name": _("Name"),
            "koppontren": _("Cooperative"),
            "made_at": _("Made"),
            "made_by": _("Made by"),
            "enrolled_at": _("Enrolled"),
            "revoked_at": _("Revoked"),
            "revoked_by": _("Revoked by"),
        },
    ),
    Pin: Kind(
        "PIN",
        "person",
        {
            "person": _("Person"),
            "device": _("Shared device"),
            "koppontren": _("Cooperative"),
            "code_given_at": _("Start code given"),
            "chosen_at": _("PIN chosen"),
            "unlocked_at": _("Unlocked"),
        },
    ),
    Indicator: Kind(
        _("Indicator"),
        "name",
        {
            "name": _("Name"),
            "name_en": _("Name in English"),
            "unit": _("Unit of measure"),
            "unit_en": _("Unit of measure in English"),
            "aspect": _("Aspect"),
            "about": _("What it means"),
            "about_en": _("What it means, in English"),
            "method": _("How it is measured"),
            "method_en": _("How it is measured, in English"),
            "better": _("Better is"),
            "may_be_negative": _("may lie below zero"),
            "is_from_books": _("read from the books"),
            "source": _("Source"),
            "retired_on": _("Retired on"),
        },
    ),
    Office: Kind(
        _("Office"),
        "name",
        {"name": _("Name"), "phone": _("Telephone"), "email": _("E-mail"), "region": _("Region")},
    ),
    Programme: Kind(
        _("Programme"),
        "name",
        {
            "province": _("Province"),
            "name": _("Name"),
            "short_name": _("Short name"),
            "logo": _("Logo"),
            "set_up_at": _("Set up"),
            "set_up_by": _("Set up by"),
        },
    ),
}
