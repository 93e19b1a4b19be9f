"""What is typed on the pages of a case."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klinik.clinic.cases.models import Activity, Audience, Case, ServiceTarget, Urgency
from klinik.clinic.cases.queries import helping
from klinik.clinic.cases.rules import MOST_FILES, NoAspect
from klinik.core.forms import DayField, NameField, RequestIdField
from klinik.directory.fields import AspectField, FilesField, IndicatorChoice
from klinik.directory.figures import FigureField
from klinik.directory.models import Aspect, Indicator, Offer, Partner, Pesantren
from klinik.people.models import User
from klinik.tenancy.models import Office
from klinik.tenancy.offices.queries import office_of
from klinik.tenancy.queries import officers_of, who_answer_for

LONGEST = 5000  # letters of a description or a message: about two printed pages
# Looks at what was granted are set by themselves.
KINDS = [row for row in Activity.Kind.choices if row[0] != Activity.Kind.MONITORING]
ROUGHLY = [  # days ago
    ("7", _("a week")),
    ("30", _("a month")),
    ("91", _("three months")),
    ("182", _("half a year")),
    ("365", _("a year or longer")),
]


class LongText(forms.CharField):
    """Several lines in a person's own words."""

    def __init__(self, *, rows: int = 4, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(max_length=LONGEST, widget=widget, **options)


class EitherWay(forms.RadioSelect):
    """Radio buttons of a question that another field may answer as well."""

    def use_required_attribute(self, initial: Any) -> bool:
        return False


class RoughlyField(forms.ChoiceField):
    """How long ago, roughly; whoever types a day need not choose."""

    widget = EitherWay

    def validate(self, value: str) -> None:
        """Nothing chosen is for the form to judge."""
        if value:
            super().validate(value)


class ReadersField(forms.MultipleChoiceField):
    """People of the offices that answer for some pesantren, each once, with their office."""

    widget = forms.CheckboxSelectMultiple

    def offer(self, places: Sequence[Pesantren]) -> None:
        """Let the people of these pesantren's offices be chosen."""
        names = {
            str(row.user_id): f"{row.user.name} · {row.office.name if row.office else ''}"
            for row in who_answer_for(places)
        }
        self.offered = list(names.items())
        self.choices = self.offered

    def clean(self, value: Any) -> list[User]:
        """The people that were chosen."""
        return list(User.objects.filter(pk__in=super().clean(value)))


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
        widget=forms.TextInput(attrs={"autofocus": True}),
    )
    description = LongText(
        label=_("Tell a little more"),
        help_text=_("What happens, how often, and whom it costs time or money?"),
    )
    roughly = RoughlyField(choices=ROUGHLY, label=_("For how long already?"))
    since = DayField(
        required=False, label=_("Since when?"), help_text=_("Only if you know the day.")
    )
    tried = LongText(label=_("What have you tried already?"), required=False, rows=2)
    aspect = AspectField(
        required=False,
        help_text=_(
            "Your case goes to the office that answers for this. Left open, the figure decides."
        ),
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
    enclosures = FilesField(
        most=MOST_FILES,
        help_text=_(
            "The first stands as evidence for today's figure. Up to five photos or PDF, each at"
            " most 5 MB."
        ),
    )
    audience = forms.ChoiceField(
        choices=Audience.choices,
        widget=forms.RadioSelect,
        initial=Audience.OFFICES,
        label=_("Who may read this?"),
        help_text=_(
            "Open to the network: other pesantren learn from it. Its figures stay between you and"
            " the offices. Only the people we name: nobody else learns that this case exists."
        ),
    )
    readers = ReadersField(required=False, label=_("The people we name"))
    request_id = RequestIdField()

    def __init__(self, places: list[Pesantren], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        chosen = self.fields["pesantren"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = Pesantren.objects.filter(pk__in=[place.pk for place in places])
        if len(places) == 1:
            del self.fields["pesantren"]
        readers = self.fields["readers"]
        assert isinstance(readers, ReadersField)
        readers.offer(places)

    def clean(self) -> dict[str, Any]:
        """A rough answer becomes a day; the figure tells the aspect where nobody chose one."""
        content = since_when(self)
        figure = content.get("indicator")
        if not content.get("aspect") and "aspect" not in self.errors:
            content["aspect"] = figure.aspect if figure else None
            if content["aspect"] is None:
                self.add_error("aspect", str(NoAspect().message))
        return content


def since_when(form: forms.Form) -> dict[str, Any]:
    """What was typed, with the day that a rough answer means."""
    content = form.cleaned_data
    roughly = content.pop("roughly", "")
    if roughly and not content.get("since") and "since" not in form.errors:
        content["since"] = timezone.localdate() - timedelta(days=int(roughly))
    elif not content.get("since"):
        form.add_error("roughly", _("Choose how long, roughly, or type a day."))
    return content


class CaseForm(forms.Form):
    """A step of one case: what is asked may depend on the case."""

    def __init__(
        self,
        case: Case,
        *args: Any,
        partners: Sequence[Partner] = (),
        places: Sequence[Pesantren] = (),
        is_office: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.case, self.partners, self.is_office = case, partners, is_office
        self.places = places


class ConfirmForm(CaseForm):
    """A step that needs nothing but the press of its button."""


class AnswerForm(CaseForm):
    """A message of the case."""

    text = LongText(label=_("Your message"))
    enclosures = FilesField(most=MOST_FILES)
    awaits_answer = forms.BooleanField(
        required=False, label=_("We cannot go on before the pesantren answers")
    )
    request_id = RequestIdField()

    def __init__(self, case: Case, *args: Any, **options: Any) -> None:
        super().__init__(case, *args, **options)
        if not self.is_office:
            del self.fields["awaits_answer"]


class ActivityForm(CaseForm):
    """What is done against the obstacle, by whom and when."""

    kind = forms.ChoiceField(choices=KINDS, label=_("What kind of help?"))
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


class GoalsForm(CaseForm):
    """What the plan is to reach, and when both sides look at it again."""

    goals = LongText(
        label=_("What should be reached?"),
        rows=3,
        help_text=_("One goal in each line, so that everybody can say later whether it was."),
    )
    review_on = DayField(label=_("When do we look at it again?"))
    request_id = RequestIdField()


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
    enclosures = FilesField(most=MOST_FILES)
    place = NameField(
        required=False, label=_("Where was it?"), help_text=_("For example: the shop's store room.")
    )
    latitude = forms.DecimalField(
        required=False,
        min_value=-90,
        max_value=90,
        max_digits=8,
        decimal_places=5,
        widget=forms.HiddenInput({"data-kept": ""}),
    )
    longitude = forms.DecimalField(
        required=False,
        min_value=-180,
        max_value=180,
        max_digits=8,
        decimal_places=5,
        widget=forms.HiddenInput({"data-kept": ""}),
    )
    request_id = RequestIdField()

    def clean(self) -> dict[str, Any]:
        """Half a place is none."""
        content = super().clean() or {}
        if content.get("latitude") is None or content.get("longitude") is None:
            content["latitude"] = content["longitude"] = None
        return content


class MoveForm(CaseForm):
    """An activity on another day."""

    on = DayField(label=_("On which day?"))
    reason = LongText(label=_("Why?"), rows=2)
    request_id = RequestIdField()


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
    enclosures = FilesField(
        most=1,
        label=_("Evidence"),
        help_text=_("Without evidence the figure is shown as self-reported."),
    )
    request_id = RequestIdField()

    def __init__(self, case: Case, *args: Any, **options: Any) -> None:
        super().__init__(case, *args, **options)
        if figure := case.indicator:
            self.fields["value"].help_text = f"{figure} ({figure.shown_unit})"


class CompleteForm(CaseForm):
    """What a case that was opened with one tap lacks: since when, and which figure."""

    roughly = RoughlyField(choices=ROUGHLY, label=_("For how long already?"))
    since = DayField(
        required=False, label=_("Since when?"), help_text=_("Only if you know the day.")
    )
    tried = LongText(label=_("What have you tried already?"), required=False, rows=2)
    indicator = IndicatorChoice(
        Indicator.objects.in_use(),
        to_field_name="code",
        empty_label=_("Choose a figure"),
        label=_("Which figure should change?"),
        help_text=_("It is measured now and again at the end, so that everybody sees what helped."),
    )
    baseline = FigureField(may_be_negative=True, label=_("How much is it now?"))
    target = FigureField(may_be_negative=True, label=_("How much should it become?"))
    enclosures = FilesField(
        most=MOST_FILES,
        help_text=_(
            "The first stands as evidence for today's figure. Up to five photos or PDF, each at"
            " most 5 MB."
        ),
    )
    request_id = RequestIdField()

    def clean(self) -> dict[str, Any]:
        """A rough answer becomes a day."""
        return since_when(self)


class ReasonForm(CaseForm):
    """A step that has to be explained."""

    reason = LongText(label=_("Why?"), rows=2)


class NameForm(CaseForm):
    """One more person who may read a case for named people."""

    person = forms.ChoiceField(label=_("Who else may read this?"))
    request_id = RequestIdField()

    def __init__(self, case: Case, *args: Any, **options: Any) -> None:
        super().__init__(case, *args, **options)
        field = ReadersField()
        field.offer([case.pesantren])
        person = self.fields["person"]
        assert isinstance(person, forms.ChoiceField)
        known = {str(row) for row in case.readers}
        person.choices = [choice for choice in field.offered if choice[0] not in known]

    def clean_person(self) -> User:
        """The person that was chosen."""
        return User.objects.get(pk=self.cleaned_data["person"])


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not at run time
    """A person by their name."""

    def label_from_instance(self, obj: User) -> str:
        return obj.name


class TriageForm(CaseForm):
    """How soon the case needs somebody, each level with what it means."""

    urgency = forms.ChoiceField(
        widget=forms.RadioSelect,
        label=_("How soon does it need somebody?"),
        help_text=_("Each has a target of its own, and urgent cases come first in the queue."),
    )
    request_id = RequestIdField()

    def __init__(self, case: Case, *args: Any, **options: Any) -> None:
        super().__init__(case, *args, **options)
        field = self.fields["urgency"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(row.value, f"{row.label}: {row.meaning}") for row in Urgency]
        field.initial = case.urgency


class AssignForm(CaseForm):
    """Which officer of the case's office works on it."""

    person = PersonChoice(
        User.objects.none(), empty_label=None, label=_("Which officer works on it?")
    )
    request_id = RequestIdField()

    def __init__(self, case: Case, *args: Any, **options: Any) -> None:
        super().__init__(case, *args, **options)
        office = office_of(case.aspect)
        people = [row.pk for row in officers_of(office)] if office else []
        if case.audience == Audience.NAMED:
            people = [row for row in people if row in case.readers]
        person = self.fields["person"]
        assert isinstance(person, forms.ModelChoiceField)
        person.queryset = User.objects.filter(pk__in=people).order_by("name", "pk")


class ReferForm(CaseForm):
    """Whom the office asks to see to a part of the case, and what for."""

    to = forms.ChoiceField(
        label=_("Whom do you ask?"),
        help_text=_(
            "The case stays with your office. Partners see cases open to the network: of others"
            " only the pesantren can open them, ask in a message."
        ),
    )
    text = LongText(label=_("What should they do?"), rows=3)
    request_id = RequestIdField()

    def __init__(self, case: Case, *args: Any, **options: Any) -> None:
        super().__init__(case, *args, **options)
        there = Office.objects.exclude(pk=case.office_id or 0)
        here = there.filter(region=case.pesantren.region_id)
        offices = [(f"office:{row.code}", row.name) for row in (*here, *there.filter(region=None))]
        groups: list[tuple[str, list[tuple[str, str]]]] = [(str(_("Offices")), offices)]
        if case.audience == Audience.NETWORK:
            partners = Partner.objects.order_by("name")
            groups.append((str(_("Partners")), [(f"partner:{p.slug}", p.name) for p in partners]))
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)
        to.choices = groups

    def clean(self) -> dict[str, Any]:
        """The office or the partner that was chosen."""
        content = super().clean() or {}
        kind, _colon, key = content.pop("to", "").partition(":")
        if kind == "office":
            content["office"] = Office.objects.get(code=key)
        elif kind == "partner":
            content["partner"] = Partner.objects.get(slug=key)
        return content


class OurPlaceForm(CaseForm):
    """For which of one's pesantren; asked only where there are several."""

    pesantren = forms.ModelChoiceField(
        Pesantren.objects.none(),
        to_field_name="slug",
        empty_label=None,
        label=_("For which pesantren?"),
    )

    def __init__(self, case: Case, *args: Any, **options: Any) -> None:
        super().__init__(case, *args, **options)
        field = self.fields["pesantren"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Pesantren.objects.filter(pk__in=[place.pk for place in self.places])
        if len(self.places) == 1:
            del self.fields["pesantren"]

    def clean(self) -> dict[str, Any]:
        """The only pesantren there is needs no question."""
        content = super().clean() or {}
        return content if "pesantren" in self.fields else content | {"pesantren": self.places[0]}


class FollowForm(OurPlaceForm):
    """We have this too, and how it is with us."""

    note = LongText(label=_("How is it with you?"), rows=2, required=False)


class NoteForm(CaseForm):
    """What came of something."""

    note = LongText(label=_("What came of it?"), rows=3)


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


class DayOffForm(forms.Form):
    """A day without work, or a working day after all."""

    on = DayField(label=_("Which day?"))
    name = NameField(max_length=120, label=_("What is this day?"))
    is_off = forms.ChoiceField(
        choices=[("1", _("a day off")), ("", _("a working day after all"))],
        required=False,
        initial="1",
        label=_("How does it count?"),
    )
    source = NameField(
        max_length=300, label=_("By which decision?"), help_text=_("Its name and number.")
    )

    def clean_is_off(self) -> bool:
        """Nothing chosen is a working day."""
        return bool(self.cleaned_data["is_off"])


class TargetForm(forms.Form):
    """How many working days a step may take, from a day on."""

    step = forms.ChoiceField(choices=ServiceTarget.Step.choices, label=_("Which step?"))
    urgency = forms.ChoiceField(
        choices=Urgency.choices, initial=Urgency.ORDINARY, label=_("Of which cases?")
    )
    working_days = forms.IntegerField(
        min_value=1, max_value=120, label=_("Within how many working days?")
    )
    since = DayField(label=_("From which day on?"), initial=timezone.localdate)
    source = NameField(
        max_length=300, label=_("By which decision?"), help_text=_("Its name and number.")
    )
