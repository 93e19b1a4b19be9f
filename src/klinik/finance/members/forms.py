"""What is typed about a member."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError
from klinik.core.files import clean_photo
from klinik.core.forms import DayField, NameField, RequestIdField, SeenField
from klinik.finance.members.choices import Capacity
from klinik.finance.members.models import Member
from klinik.finance.members.queries import seen_of
from klinik.finance.members.rules import (
    ADDRESS_LENGTH,
    GUARDIANS,
    Category,
    Facts,
    Purpose,
    Relation,
)

OFF = {"autocomplete": "off"}
TELEPHONE = {"type": "tel", "inputmode": "tel", "autocomplete": "off"}
GUARDIAN_FIELDS = ("guardian_name", "guardian_relation", "guardian_phone", "is_agreed", "agreed_on")
SHOWN = ("name", "category", "birth_date", "address", "guardian_name", "guardian_relation")
MORE_FIELDS = ("address", "nik", *GUARDIAN_FIELDS)


class MemberForm(forms.Form):
    """Who somebody is, how to reach them, and for a child the guardian who agrees."""

    name = NameField(label=_("Full name"), widget=forms.TextInput(attrs=OFF))
    phone = forms.CharField(
        label=_("Telephone (WhatsApp)"),
        required=False,
        max_length=30,
        help_text=_("The receipt can be sent there."),
        widget=forms.TextInput(attrs=TELEPHONE),
    )
    category = forms.ChoiceField(
        label=_("Category"), choices=Category, required=False, initial=Category.PUBLIC
    )
    birth_date = DayField(
        label=_("Date of birth"),
        required=False,
        help_text=_("Under 18, a parent or guardian has to agree: see below."),
    )
    address = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=ADDRESS_LENGTH,
        widget=forms.TextInput(attrs=OFF),
    )
    nik = forms.CharField(
        label=_("NIK"),
        required=False,
        max_length=30,
        help_text=_("16 digits. Kept under lock; the screen shows only the last four."),
        widget=forms.TextInput(attrs=OFF | {"inputmode": "numeric"}),
    )
    guardian_name = NameField(
        label=_("Parent or guardian"), required=False, widget=forms.TextInput(attrs=OFF)
    )
    guardian_relation = forms.ChoiceField(
        label=_("Relation"),
        required=False,
        choices=[("", "–"), *((r.value, r.label) for r in GUARDIANS)],
    )
    guardian_phone = forms.CharField(
        label=_("Telephone of the guardian"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs=TELEPHONE),
    )
    is_agreed = forms.BooleanField(
        label=_("The guardian agrees that the cooperative keeps the child's data and savings"),
        required=False,
    )
    agreed_on = DayField(label=_("Day of the consent"), required=False, initial=timezone.localdate)

    def facts(self) -> Facts:
        """What was typed, but for name and telephone."""
        typed = self.cleaned_data
        return Facts(
            category=typed["category"] or Category.PUBLIC,
            birth_date=typed["birth_date"],
            address=typed["address"],
            nik=typed["nik"],
            guardian_name=typed["guardian_name"],
            guardian_relation=typed["guardian_relation"],
            guardian_phone=typed["guardian_phone"],
            consented_on=(typed["agreed_on"] or timezone.localdate())
            if typed["is_agreed"]
            else None,
        )

    @property
    def first_fields(self) -> list[forms.BoundField]:
        """What everybody is asked."""
        return [field for field in self.visible_fields() if field.name not in MORE_FIELDS]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """What can wait, and what is needed for a child."""
        return [field for field in self.visible_fields() if field.name in MORE_FIELDS]

    @property
    def is_more_open(self) -> bool:
        """Something was typed there, or something is missing."""
        return bool(self.errors) or any(self[name].value() for name in ("address", "nik"))


class ChangeForm(MemberForm):
    """What is said of a member, to be put right; an empty NIK leaves the one that is there."""

    forgets_nik = forms.BooleanField(label=_("Forget the NIK"), required=False)
    seen = SeenField()

    def __init__(self, member: Member, data: Any = None) -> None:
        initial = {name: getattr(member, name) for name in SHOWN}
        initial |= {
            "phone": member.phone and f"+{member.phone}",
            "guardian_phone": member.guardian_phone and f"+{member.guardian_phone}",
            "seen": seen_of(member),
        }
        super().__init__(data, initial=initial)
        if member.nik_tail:
            said = _("Now it is %(nik)s. Leave this empty to keep it.")
            self.fields["nik"].help_text = said % {"nik": member.masked_nik}
        else:
            del self.fields["forgets_nik"]

    def asked(self) -> dict[str, Any]:
        """What the command is told."""
        typed = self.cleaned_data
        return {
            "name": typed["name"],
            "phone": typed["phone"],
            "facts": self.facts(),
            "forgets_nik": typed.get("forgets_nik", False),
            "seen": typed["seen"],
        }


class PhotoForm(forms.Form):
    """A photo of the member, from the phone or the computer."""

    photo = forms.FileField(
        label=_("Photo"),
        max_length=250,
        help_text=_("JPEG, PNG or WebP, at most 5 MB. Only people of the cooperative see it."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )

    def clean_photo(self) -> Any:
        """The picture drawn anew, small: only the pixels."""
        try:
            return clean_photo(self.cleaned_data["photo"]).small
        except DomainError as refusal:
            raise forms.ValidationError(str(refusal.message), code=refusal.code) from refusal


class ConsentForm(forms.Form):
    """To what somebody agrees, who, and when."""

    purpose = forms.ChoiceField(label=_("Agreed to"), choices=Purpose)
    given_by = NameField(label=_("Who agrees"), widget=forms.TextInput(attrs=OFF))
    relation = forms.ChoiceField(label=_("Relation"), choices=Relation)
    given_on = DayField(label=_("Day of the consent"), initial=timezone.localdate)

    def __init__(self, member: Member, data: Any = None) -> None:
        is_child = bool(member.guardian_name)
        initial = {
            "given_by": member.guardian_name or member.name,
            "relation": member.guardian_relation if is_child else Relation.SELF,
        }
        super().__init__(data, initial=initial)


class TieForm(forms.Form):
    """For whom a link to the member's own page is made."""

    capacity = forms.ChoiceField(choices=Capacity, widget=forms.HiddenInput)
    request_id = RequestIdField()
