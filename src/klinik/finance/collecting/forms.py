"""What is chosen to send a collector to a group."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klinik.finance.counter.models import Group
from klinik.people.models import User

CHOOSE = {"invalid_choice": _("Choose one from the list."), "required": _("Choose one.")}


class RoundForm(forms.Form):
    """Which collector goes to which group."""

    collector = forms.ChoiceField(label=_("Who collects?"), error_messages=CHOOSE)
    group = forms.ChoiceField(label=_("From which group?"), error_messages=CHOOSE)

    def __init__(
        self, data: Any = None, *, collectors: Sequence[User], groups: Sequence[Group]
    ) -> None:
        super().__init__(data)
        self.people = {str(person.pk): person for person in collectors}
        self.groups = {str(group.pk): group for group in groups}
        first = [("", _("Choose…"))]
        people = [(key, person.name) for key, person in self.people.items()]
        places = [(key, group.name) for key, group in self.groups.items()]
        self.fields["collector"].choices = [*first, *people]  # type: ignore[attr-defined]
        self.fields["group"].choices = [*first, *places]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The person and the group that are meant."""
        cleaned = super().clean() or self.cleaned_data
        if "collector" in cleaned:
            cleaned["collector"] = self.people[cleaned["collector"]]
        if "group" in cleaned:
            cleaned["group"] = self.groups[cleaned["group"]]
        return cleaned


class SettleForm(forms.Form):
    """How cash of a refused receipt came into the books."""

    how = forms.CharField(max_length=200)
