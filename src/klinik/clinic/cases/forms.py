"""What is typed on the pages of a case."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klinik.clinic.cases.models import Activity, Audience, Case
from klinik.clinic.cases.queries import helping
from klinik.core.forms import DayField, NameField, RequestIdField
from klinik.directory.figures import FigureField
from klinik.directory.models import Aspect, Indicator, Offer, Partner, Pesantren

LONGEST = 5000  # letters of a description or a message: about two printed pages
ACCEPTED = "image/jpeg,image/png,image/webp,application/pdf"


class LongText(forms.CharField):
    """Several lines in a person's own words."""

    def __init__(self, *, rows: int = 4, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(max_length=LONGEST, widget=widget, **options)


class EvidenceField(forms.FileField):
    """A photo or a PDF; what is really inside is looked at when it is kept."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        options.setdefault("help_text", _("A photo or a PDF, at most 5 MB."))
        widget = forms.ClearableFileInput(attrs={"accept": ACCEPTED})
        super().__init__(max_length=200, widget=widget, **options)


class IndicatorChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not at run time
    """A figure by its name, with its unit behind it."""

    def label_from_instance(self, obj: Indicator) -> str:
        return f"{obj} ({obj.shown_unit})"


class OpenCaseForm(forms.Form):
    """An obstacle: one page, in the order in which people tell it."""

    pesantren = forms.ModelChoiceField(
        Pesantren.objects.none(),
        to_field_name="slug",
        empty_label=_("Choose a pesantren"),
        label=_("For which pesantren?"),
    )
    title = NameField(
        max_length=150,
        label=_("What hinders you?"),
        help_text=_("One sentence, as you would tell it to a friend."),
    )
    description = LongText(
        label=_("Tell a little more"),
        help_text=_("What happens, how often, and whom it costs time or money?"),
    )
    since = DayField(label=_("Since when?"), help_text=_("A rough day is enough."))
    tried = LongText(label=_("What have you tried already?"), required=False, rows=2)
    aspect = forms.ModelChoiceField(
        Aspect.objects.all(),
        to_field_name="code",
        widget=forms.RadioSelect,
        empty_label=None,
        label=_("What is it about?"),
        help_text=_("Your case goes to the office that answers for this."),
    )
    indicator = IndicatorChoice(
        Indicator.objects.in_use(),
        to_field_name="code",
        empty_label=_("Choose a figure"),
        label=_("Which figure should change?"),
        help_text=_("It is measured now and again at the end, so that everybody sees what helped."),
    )
    baseline = FigureField(may_be_negative=True, label=_("How much is it now?"))
    target = FigureField(may_be_negative=True, label=_("How much should it become?"))
    file = EvidenceField(
        label=_("A photo or document"),
        help_text=_("It stands as evidence for today's figure. A photo or a PDF, at most 5 MB."),
    )
    audience = forms.ChoiceField(
        choices=Audience.choices,
        widget=forms.RadioSelect,
        initial=Audience.OFFICES,
        label=_("Who may read this?"),
        help_text=_(
            "Open to the network: other pesantren learn from it. Its figures stay between you and"
            " the offices."
        ),
    )
    request_id = RequestIdField()

    def __init__(self, places: list[Pesantren], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        chosen = self.fields["pesantren"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = Pesantren.objects.filter(pk__in=[place.pk for place in places])
        if len(places) == 1:
            del self.fields["pesantren"]


class CaseForm(forms.Form):
    """A step of one case: what is asked may depend on the case."""

    def __init__(
        self, case: Case, *args: Any, partners: Sequence[Partner] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.case, self.partners = case, partners


class ConfirmForm(CaseForm):
    """A step that needs nothing but the press of its button."""


class AnswerForm(CaseForm):
    """A message of the case."""

    text = LongText(label=_("Your message"))
    file = EvidenceField(label=_("A photo or document"))
    request_id = RequestIdField()


class ActivityForm(CaseForm):
    """What is done against the obstacle, by whom and when."""

    kind = forms.ChoiceField(choices=Activity.Kind.choices, label=_("What kind of help?"))
    what = NameField(max_length=300, label=_("What exactly?"))
    who = NameField(label=_("Who does it?"))
    partner = forms.ModelChoiceField(
        Partner.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("None: the office sees to it"),
        label=_("Which partner sees to it?"),
        help_text=_("Its people see the activity and say themselves what came of it."),
    )
    on = DayField(label=_("On which day?"))
    request_id = RequestIdField()

    def __init__(self, case: Case, *args: Any, **options: Any) -> None:
        super().__init__(case, *args, **options)
        partners = helping(case)
        field = self.fields["partner"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = partners
        if not partners:
            del self.fields["partner"]


class HelpForm(CaseForm):
    """How a partner would help, and with which of its offers."""

    partner = forms.ModelChoiceField(
        Partner.objects.none(), to_field_name="slug", empty_label=None, label=_("In whose name?")
    )
    offer = forms.ModelChoiceField(
        Offer.objects.none(),
        required=False,
        empty_label=_("Something else"),
        label=_("With which of your offers?"),
    )
    text = LongText(
        label=_("How would you help?"),
        rows=3,
        help_text=_("The pesantren and the office read this and answer you."),
    )
    request_id = RequestIdField()

    def __init__(self, case: Case, *args: Any, **options: Any) -> None:
        super().__init__(case, *args, **options)
        ids = [partner.pk for partner in self.partners]
        partner, offer = self.fields["partner"], self.fields["offer"]
        assert isinstance(partner, forms.ModelChoiceField)
        assert isinstance(offer, forms.ModelChoiceField)
        partner.queryset = Partner.objects.filter(pk__in=ids)
        offer.queryset = Offer.objects.open().filter(partner__in=ids)
        if len(ids) == 1:
            del self.fields["partner"]


class DoneForm(CaseForm):
    """The activity took place."""

    on = DayField(label=_("When did it take place?"), initial=timezone.localdate)
    note = LongText(label=_("What came of it?"), rows=3)
    file = EvidenceField(label=_("A photo or document"))


class ResultForm(CaseForm):
    """What became of the figure."""

    value = FigureField(may_be_negative=True, label=_("How much is it now?"))
    on = DayField(label=_("On which day was it measured?"), initial=timezone.localdate)
    period = NameField(
        max_length=60,
        required=False,
        label=_("For which period?"),
        help_text=_("For example: per month, October 2026."),
    )
    source = NameField(
        max_length=300,
        label=_("Where does this figure come from?"),
        help_text=_("For example: stock book of the shop, read during the visit."),
    )
    file = EvidenceField(
        label=_("Evidence"),
        help_text=_("Without evidence the figure is shown as self-reported."),
    )
    request_id = RequestIdField()

    def __init__(self, case: Case, *args: Any, **options: Any) -> None:
        super().__init__(case, *args, **options)
        self.fields["value"].help_text = f"{case.indicator} ({case.indicator.shown_unit})"


class ReasonForm(CaseForm):
    """A step that has to be explained."""

    reason = LongText(label=_("Why?"), rows=2)


class ReassignForm(CaseForm):
    """Another aspect, hence another office."""

    aspect = forms.ModelChoiceField(
        Aspect.objects.all(),
        to_field_name="code",
        empty_label=_("Choose an aspect"),
        label=_("Which aspect is it?"),
    )
    reason = LongText(label=_("Why?"), rows=2)
    request_id = RequestIdField()
