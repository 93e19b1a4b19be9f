"""What is typed on the pages of a session."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klinik.clinic.cases.forms import LongText
from klinik.clinic.cases.models import Case
from klinik.clinic.sessions.models import AgendaItem, Panelist, Session
from klinik.clinic.stories.models import Story
from klinik.core.forms import CountField, DayField, NameField, RequestIdField
from klinik.directory.models import Aspect, Partner, Pesantren
from klinik.people.models import User
from klinik.tenancy.models import Membership, Office
from klinik.tenancy.roles import HELPERS, OFFICE_ROLES, PARTNER_RIGHTS

LASTS = (60, 90, 120, 150, 180, 240)
REPEATS = (1, 3, 6, 12)


class LinkField(forms.CharField):
    """An address on the web; what is allowed there is looked at when it is kept."""

    widget = forms.URLInput(attrs={"inputmode": "url", "autocomplete": "off"})

    def __init__(self, *, max_length: int = 500, **options: Any) -> None:
        super().__init__(max_length=max_length, **options)


class TimeField(forms.TimeField):
    """A time of day, picked in the browser's own picker."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%H:%M", "%H.%M", "%H:%M:%S"], **options)


class SessionForm(forms.Form):
    """The plan of a session, or a change of it."""

    theme = NameField(max_length=150, label=_("What is the session about?"))
    about = LongText(
        label=_("What will happen there?"),
        rows=3,
        required=False,
        help_text=_("Everybody reads this on the page of the session."),
    )
    aspects = forms.ModelMultipleChoiceField(
        Aspect.objects.all(),
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
        label=_("Which aspects?"),
    )
    on = DayField(label=_("On which day?"))
    time = TimeField(label=_("When does it begin?"))
    minutes = forms.TypedChoiceField(coerce=int, label=_("How long does it last?"))
    capacity = CountField(
        most=100_000,
        required=False,
        label=_("For how many pesantren?"),
        help_text=_("Empty: as many as want to. Whoever comes later waits and moves up in order."),
    )
    video_url = LinkField(
        required=False,
        label=_("Link of the video meeting"),
        help_text=_(
            "Jitsi, BigBlueButton or Zoom. Only those who have a place, the panel and the offices"
            " see it."
        ),
    )
    times = forms.TypedChoiceField(
        coerce=int,
        label=_("Does it repeat?"),
        help_text=_("Each month on the same weekday, like the first Tuesday; each is a draft."),
    )
    request_id = RequestIdField()

    def __init__(self, *args: Any, session: Session | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["time"].help_text = timezone.localtime().strftime("%Z")
        lasts = sorted({*LASTS, session.minutes} if session else LASTS)
        _choose(self.fields["minutes"], [(n, _minutes(n)) for n in lasts])
        if session:
            del self.fields["times"]
            del self.fields["request_id"]
        else:
            _choose(self.fields["times"], [(n, _times(n)) for n in REPEATS])

    def clean_capacity(self) -> int | None:
        """No seat at all is no session."""
        capacity: int | None = self.cleaned_data["capacity"]
        if capacity == 0:
            raise ValidationError(_("At least one, or leave it empty."))
        return capacity

    def clean(self) -> dict[str, Any]:
        """Day and time together are the moment, in the time of the province."""
        cleaned = super().clean() or {}
        on, time = cleaned.pop("on", None), cleaned.pop("time", None)
        if on and time:
            zone = timezone.get_default_timezone()
            cleaned["starts_at"] = datetime.combine(on, time.replace(tzinfo=None), tzinfo=zone)
        return cleaned

    @classmethod
    def of(cls, session: Session, *typed: Any) -> "SessionForm":
        """The form with the plan as it stands."""
        starts_at = timezone.localtime(session.starts_at)
        initial = {
            "theme": session.theme,
            "about": session.about,
            "aspects": [aspect.code for aspect in session.aspects.all()],
            "on": starts_at.date(),
            "time": starts_at.time(),
            "minutes": session.minutes,
            "capacity": session.capacity,
            "video_url": session.room.video_url,
        }
        return cls(*typed, session=session, initial=initial)


def _choose(field: forms.Field, choices: list[tuple[int, Any]]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def _minutes(number: int) -> str:
    return str(_("%(number)s minutes")) % {"number": number}


def _times(number: int) -> str:
    if number == 1:
        return str(_("No, once"))
    return str(_("Monthly, %(number)s times")) % {"number": number}


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not at run time
    """Somebody with an account, and where they work."""

    def label_from_instance(self, obj: User) -> str:
        places = {str(row.place) for row in obj.memberships.all() if row.role in ON_PANELS}
        return f"{obj.name} · {', '.join(sorted(places))}"


ON_PANELS = OFFICE_ROLES | HELPERS | frozenset(PARTNER_RIGHTS)


class PanelistForm(forms.Form):
    """One more on the panel: somebody with an account or by name, an office, or a partner."""

    part = forms.ChoiceField(
        choices=Panelist.Part.choices, initial=Panelist.Part.PANELIST, label=_("As what?")
    )
    user = PersonChoice(
        User.objects.none(),
        required=False,
        empty_label=_("Nobody of these"),
        label=_("Somebody with an account"),
    )
    name = NameField(required=False, label=_("Or by name"), help_text=_("Without an account."))
    office = forms.ModelChoiceField(
        Office.objects.filter(region=None),
        to_field_name="code",
        required=False,
        empty_label=_("No office"),
        label=_("For which office?"),
        help_text=_("An office or a partner alone, without a person, is fine too."),
    )
    partner = forms.ModelChoiceField(
        Partner.objects.order_by("name"),
        to_field_name="slug",
        required=False,
        empty_label=_("No partner"),
        label=_("Or for which partner?"),
    )
    speaks_on = NameField(required=False, label=_("Speaks on"))
    request_id = RequestIdField()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        roles = Membership.objects.running().filter(role__in=ON_PANELS)
        field = self.fields["user"]
        assert isinstance(field, forms.ModelChoiceField)
        people = User.objects.filter(pk__in=roles.values("user"), is_active=True)
        places = ("memberships__office", "memberships__partner")
        field.queryset = people.prefetch_related(*places).order_by("name", "pk")

    def clean(self) -> dict[str, Any]:
        """Somebody has to be named."""
        cleaned = super().clean() or {}
        if not any(cleaned.get(name) for name in ("user", "name", "office", "partner")):
            raise ValidationError(_("Choose a person, write a name, or choose who sends somebody."))
        if cleaned.get("office") and cleaned.get("partner"):
            raise ValidationError(_("Choose an office or a partner, not both."))
        if cleaned.get("user") and cleaned.get("name"):
            raise ValidationError(_("Choose a person or write a name, not both."))
        return cleaned


class CaseField(forms.Field):
    """The number of a case that the reader may see; what it gives is the case, not a text."""

    widget = forms.TextInput(attrs={"maxlength": 20})

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)

    def to_python(self, value: Any) -> Any:
        """The case itself; raises ValidationError where none is shown under that number."""
        number = str(value or "").strip().upper()
        if not number:
            return None
        rows = Case.objects.select_related("pesantren")
        if "\0" not in number and (case := rows.filter(number=number).first()):
            return case
        raise ValidationError(
            _("There is no case %(number)s, or not for you.") % {"number": number}
        )


class StoryChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not at run time
    """A story that everybody may read, by its pesantren."""

    def label_from_instance(self, obj: Story) -> str:
        return f"{obj.pesantren.name}: {obj.title}"


class StoryForm(forms.Form):
    """Which story a point of the agenda tells."""

    story = StoryChoice(
        Story.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("None that is public"),
        label=_("Which story?"),
        help_text=_("Everybody finds it with its figures on the page of the session."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["story"]
        assert isinstance(field, StoryChoice)
        rows = Story.objects.published().select_related("pesantren")
        shown = rows.only("slug", "title", "pesantren__name")
        field.queryset = shown.order_by("pesantren__name", "title", "pk")


class AgendaForm(StoryForm):
    """One more point of the agenda."""

    field_order = ("kind", "title", "minutes", "pesantren", "case", "story")
    kind = forms.ChoiceField(choices=AgendaItem.Kind.choices, label=_("What kind of point?"))
    title = NameField(label=_("Title"), help_text=_("Everybody reads it; no names of people."))
    minutes = CountField(most=600, label=_("How many minutes?"))
    pesantren = forms.ModelChoiceField(
        Pesantren.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("No pesantren"),
        label=_("Which pesantren speaks?"),
    )
    case = CaseField(
        label=_("Number of the case"),
        help_text=_("For a hearing. Only those who may read the case see which one it is."),
    )

    request_id = RequestIdField()

    def __init__(self, session: Session, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        registered = session.registrations.filter(cancelled_at=None).values("pesantren")
        field = self.fields["pesantren"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Pesantren.objects.filter(pk__in=registered).order_by("name")
        if not registered.exists():
            del self.fields["pesantren"]

    def clean_minutes(self) -> int:
        """A point lasts a minute at least."""
        minutes = int(self.cleaned_data["minutes"])
        if not minutes:
            raise ValidationError(_("A point lasts a minute at least."))
        return minutes

    def clean(self) -> dict[str, Any]:
        """A case is heard, a story is told; nothing else is done with them."""
        cleaned = super().clean() or {}
        if cleaned.get("case") and cleaned.get("kind") != AgendaItem.Kind.HEARING:
            raise ValidationError(_("Only a hearing has a case."))
        if cleaned.get("story") and cleaned.get("kind") != AgendaItem.Kind.STORY:
            raise ValidationError(_("Only a success story names a story."))
        return cleaned


class ReasonForm(forms.Form):
    """A step that has to be explained."""

    reason = NameField(max_length=300, label=_("Why?"))


class CodeForm(forms.Form):
    """The code that is shown in the session."""

    code = forms.CharField(
        max_length=20,
        label=_("Code on the screen"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class CorrectionForm(forms.Form):
    """What is true of one pesantren, registered or not, and why the signs are wrong."""

    pesantren = forms.ModelChoiceField(
        Pesantren.objects.none(),
        to_field_name="slug",
        empty_label=_("Choose a pesantren"),
        label=_("Which pesantren?"),
    )
    is_present = forms.TypedChoiceField(
        choices=[("ya", _("was there")), ("tidak", _("was not there"))],
        coerce=lambda typed: typed == "ya",
        widget=forms.RadioSelect,
        label=_("What is true?"),
    )
    reason = NameField(max_length=300, label=_("Why?"))

    def __init__(self, places: list[int], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["pesantren"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Pesantren.objects.filter(pk__in=places).order_by("name")


class MinutesForm(forms.Form):
    """What was said; `after` is the revision it was written from."""

    text = forms.CharField(
        max_length=50_000, label=_("What was said"), widget=forms.Textarea(attrs={"rows": 16})
    )
    after = forms.IntegerField(min_value=0, max_value=30_000, widget=forms.HiddenInput)


class RecordingForm(forms.Form):
    """Where the session can be watched again."""

    url = LinkField(max_length=300, required=False, label=_("Link of the recording"))


class RecommendationForm(forms.Form):
    """What the panel recommends."""

    pesantren = forms.ModelChoiceField(
        Pesantren.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("Choose a pesantren"),
        label=_("For which pesantren?"),
    )
    case = CaseField(
        label=_("Or for which case?"),
        help_text=_("Its number, like K-2026-0001. Without one a case is opened from this later."),
    )
    text = LongText(label=_("What does the panel recommend?"), rows=4)
    office = forms.ModelChoiceField(
        Office.objects.all(),
        to_field_name="code",
        empty_label=_("Choose an office"),
        label=_("Which office sees to it?"),
    )
    due_on = DayField(label=_("By when?"))
    review_on = DayField(label=_("When is it looked at again?"))
    request_id = RequestIdField()

    def __init__(self, places: list[int], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["pesantren"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Pesantren.objects.filter(pk__in=places).order_by("name")

    def clean(self) -> dict[str, Any]:
        """The case says whose it is; without one the pesantren is chosen."""
        cleaned = super().clean() or {}
        case = cleaned.get("case")
        if case and not cleaned.get("pesantren"):
            cleaned["pesantren"] = case.pesantren
        if not cleaned.get("pesantren") and "case" in cleaned:
            raise ValidationError(_("Choose a pesantren, or write the number of its case."))
        return cleaned
