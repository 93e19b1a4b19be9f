"""What officers type: what to look for in the queue, a question, where a paper was seen."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from klinik.core.forms import NameField, RequestIdField
from klinik.directory.models import LONGEST_NOTE, Paper, Region
from klinik.directory.rules import ISSUERS, LONGEST_SOURCE
from klinik.directory.upkeep.queries import State

LONGEST = 100


class QueueForm(forms.Form):
    """The filters of the queue; what is not known is left out, never refused."""

    cari = forms.CharField(label=_("Name or NSPP"), required=False)
    daerah = forms.ChoiceField(label=_("Region"), required=False)
    jenis = forms.ChoiceField(
        label=_("Kind of record"),
        required=False,
        choices=[("", _("All")), ("asli", _("Real")), ("simulasi", _("Simulated"))],
    )
    koperasi = forms.ChoiceField(
        label=_("Cooperative"),
        required=False,
        choices=[("", _("All")), ("ada", _("With a cooperative")), ("belum", _("Without one"))],
    )

    def __init__(self, asked: Any, regions: Sequence[Region]) -> None:
        super().__init__(asked)
        field = self.fields["daerah"]
        assert isinstance(field, forms.ChoiceField)
        named = [(region.code, str(region)) for region in regions]
        field.choices = [("", _("All regions")), *named]
        self.regions = {region.code: region.pk for region in regions}
        self.full_clean()

    def state(self) -> State:
        """The tab that was chosen; what waits for the office where none was."""
        chosen = str(self.data.get("tampil", ""))
        return State(chosen) if chosen in set(State) else State.TO_CHECK

    def asked(self) -> dict[str, Any]:
        """What the queue is asked for besides the state: name, kind, cooperative, one region."""
        known = self.cleaned_data
        kinds = {"asli": False, "simulasi": True}
        return {
            "text": str(self.data.get("cari", "")).replace("\0", " ").strip()[:LONGEST],
            "is_simulated": kinds.get(known.get("jenis", "")),
            "has_cooperative": {"ada": True, "belum": False}.get(known.get("koperasi", "")),
            "region": self.regions.get(known.get("daerah", "")),
        }


class VerifyForm(forms.Form):
    """The version that the officer looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    request_id = RequestIdField()


class AskForm(forms.Form):
    """What the pesantren is asked to look at."""

    note = forms.CharField(
        label=_("What should the pesantren look at?"),
        max_length=LONGEST_NOTE,
        help_text=_("Its people read this in their inbox and on the page where they edit."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    request_id = RequestIdField()


class PaperCheckForm(forms.Form):
    """Where the number of a paper was seen."""

    seen_at = NameField(
        label=_("Where did you see the number?"),
        max_length=LONGEST_SOURCE,
        help_text=_("The site of the issuer, or the paper itself."),
    )

    def __init__(self, paper: Paper, data: Any = None) -> None:
        usual = {"seen_at": ISSUERS.get(paper.kind, "")}
        super().__init__(data, initial=usual, auto_id=f"surat-{paper.pk}-%s")


def new_request() -> str:
    """The key of one intended action, for a form that is only a button."""
    return str(uuid4())


class ExpiringForm(forms.Form):
    """The filters of the list of papers; what is not known is left out, never refused."""

    keadaan = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), ("lewat", _("expired")), ("segera", _("expires soon"))],
    )
    jenis = forms.ChoiceField(
        label=_("Which paper?"), required=False, choices=[("", _("All")), *Paper.Kind.choices]
    )
    daerah = forms.ChoiceField(label=_("Region"), required=False)

    def __init__(self, asked: Any, regions: Sequence[Region]) -> None:
        super().__init__(asked)
        field = self.fields["daerah"]
        assert isinstance(field, forms.ChoiceField)
        named = [(region.code, str(region)) for region in regions]
        field.choices = [("", _("All regions")), *named]
        self.full_clean()

    def said(self) -> list[str]:
        """What was chosen, in words."""
        words = []
        for name, value in self.cleaned_data.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            if value:
                words.append(str(dict(field.choices)[value]))  # type: ignore[arg-type]
        return words
