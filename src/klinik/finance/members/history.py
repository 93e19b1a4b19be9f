"""What is remembered of a member, in words for people. Of a NIK only its last digits are."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from klinik.finance.members.models import Member, MemberConsent
from klinik.tenancy.history.words import Kind

KINDS: dict[type[models.Model], Kind] = {
    Member: Kind(
        _("Member"),
        "number",
        {
            "koppontren": _("Cooperative"),
            "number": _("Number"),
            "former_number": _("Number in the books of before"),
            "name": _("Name"),
            "phone": _("Telephone"),
            "category": _("Category"),
            "standing": _("Standing"),
            "birth_date": _("Date of birth"),
            "address": _("Address"),
            "nik_tail": _("NIK, last digits"),
            "nik_shown_at": _("NIK shown in full"),
            "guardian_name": _("Parent or guardian"),
            "guardian_relation": _("Relation"),
            "guardian_phone": _("Telephone of the guardian"),
            "photo": _("Photo"),
            "card_made_at": _("New card"),
            "joined_on": _("Member since"),
            "left_on": _("Left on"),
            "died_on": _("Died on"),
        },
    ),
    MemberConsent: Kind(
        _("Consent"),
        "purpose",
        {
            "koppontren": _("Cooperative"),
            "member": _("Member"),
            "purpose": _("Agreed to"),
            "given_on": _("Given on"),
            "given_by": _("Given by"),
            "relation": _("Relation"),
            "recorded_by": _("Recorded by"),
            "recorded_at": _("Recorded"),
            "withdrawn_on": _("Taken back on"),
        },
    ),
}
