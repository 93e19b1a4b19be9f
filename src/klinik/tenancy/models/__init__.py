"""Tenants, offices, and who belongs where."""

from klinik.tenancy.models.devices import Device, Pin
from klinik.tenancy.models.founding import Proposal
from klinik.tenancy.models.memberships import PLACES, Invitation, Membership, Place, in_place
from klinik.tenancy.models.offices import AspectDuty, Office
from klinik.tenancy.models.places import Koppontren, TenantQuerySet, TimeZone
from klinik.tenancy.models.programme import Programme
from klinik.tenancy.models.rat import Rat, RatMinutes
from klinik.tenancy.models.terms import LegalTerm
from klinik.tenancy.models.tokens import ApiToken

__all__ = [
    "PLACES",
    "ApiToken",
    "AspectDuty",
    "Device",
    "Invitation",
    "Koppontren",
    "LegalTerm",
    "Membership",
    "Office",
    "Pin",
    "Place",
    "Programme",
    "Proposal",
    "Rat",
    "RatMinutes",
    "TenantQuerySet",
    "TimeZone",
    "in_place",
]
