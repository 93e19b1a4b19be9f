"""Tenants, offices, and who belongs where."""

from klinik.tenancy.models.memberships import Invitation, Membership, Place, in_place
from klinik.tenancy.models.places import Koppontren, Office, TenantQuerySet

__all__ = [
    "Invitation",
    "Koppontren",
    "Membership",
    "Office",
    "Place",
    "TenantQuerySet",
    "in_place",
]
