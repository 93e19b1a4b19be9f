"""What a case refuses, each with the sentence a person reads, and which steps are open."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError


class RequestReused(DomainError):
    """The key of one request came again with other content."""

    code = "request_reused"

    def __init__(self) -> None:
        super().__init__(
            _("This form was sent before with other words. Reload the page and send it again.")
        )


class TakenByAnother(DomainError):
    """Somebody else of the office was faster."""

    code = "taken_by_another"

    def __init__(self, officer: str) -> None:
        super().__init__(_("%(officer)s has already taken this case.") % {"officer": officer})


class OtherOffice(DomainError):
    """The case's aspect belongs to another office."""

    code = "other_office"

    def __init__(self) -> None:
        super().__init__(_("This case belongs to another office, by its aspect."))


class NotTaken(DomainError):
    """Nobody has taken the case yet."""

    code = "not_taken"

    def __init__(self) -> None:
        super().__init__(_("No office has taken this case yet; that comes first."))


class CaseClosed(DomainError):
    """Nothing more is recorded of a closed case."""

    code = "case_closed"

    def __init__(self) -> None:
        super().__init__(_("This case is closed. Open a new case if the obstacle came back."))


class NotClosed(DomainError):
    """Only a closed case has a result to tell of."""

    code = "not_closed"

    def __init__(self) -> None:
        super().__init__(_("Close the case by its result first."))


class NoResult(DomainError):
    """A case is closed by what was measured, not by opinion."""

    code = "no_result"

    def __init__(self) -> None:
        super().__init__(_("Record the result first: a case is closed by what was measured."))


class NoFigure(DomainError):
    """Nothing can be measured before it is said what."""

    code = "no_figure"

    def __init__(self) -> None:
        super().__init__(_("Say first which figure should change, and how much it is now."))


class HasFigure(DomainError):
    """A case is completed once; what became of the figure is its result."""

    code = "has_figure"

    def __init__(self) -> None:
        super().__init__(_("This case has its figure already. Reload the page."))


class MovedOn(DomainError):
    """Only what nobody has gone on with is taken back."""

    code = "moved_on"

    def __init__(self) -> None:
        super().__init__(_("Somebody has gone on with this case, so it stays. Look at its page."))


class ResultHidden(DomainError):
    """The figure that closed the case was withdrawn, or put right by another."""

    code = "result_hidden"

    def __init__(self) -> None:
        super().__init__(
            _("The result of this case was withdrawn or put right, so it makes no story.")
        )


MOST_FILES = 5  # that come with one event


class TooManyActivities(DomainError):
    """A plan that nobody can look over any more."""

    code = "too_many_activities"

    def __init__(self) -> None:
        super().__init__(_("Many activities are set already. Mark some as done first."))


class AlreadyDone(DomainError):
    """Somebody has reported on the activity meanwhile, and a report is not written over."""

    code = "already_done"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Somebody has reported on this activity already, so this was not saved. Send what"
                " is new in it as a message."
            )
        )


class DroppedActivity(DomainError):
    """It was decided meanwhile that the activity does not take place."""

    code = "dropped_activity"

    def __init__(self) -> None:
        super().__init__(_("This activity was dropped meanwhile. Set a new one if it is needed."))


class NotOpenToNetwork(DomainError):
    """Partners help where the pesantren opened its case to the network."""

    code = "not_open_to_network"

    def __init__(self) -> None:
        super().__init__(_("This case is not open to the network. Its pesantren can open it."))


class HelpOffered(DomainError):
    """One offer of help of a partner at a time."""

    code = "help_offered"

    def __init__(self) -> None:
        super().__init__(_("Your offer of help stands on this case already."))


class HelpAnswered(DomainError):
    """Somebody else has answered the offer otherwise."""

    code = "help_answered"

    def __init__(self) -> None:
        super().__init__(_("This offer of help has been answered already. Reload the page."))


class OtherOffer(DomainError):
    """An offer of another partner, or one that is closed."""

    code = "other_offer"

    def __init__(self) -> None:
        super().__init__(_("This offer is not open any more. Choose another one, or none."))


class NotHelping(DomainError):
    """An activity belongs to a partner whose help was accepted."""

    code = "not_helping"

    def __init__(self) -> None:
        super().__init__(_("Accept this partner's offer of help first."))


class NoAspect(DomainError):
    """Nobody chose an aspect, and the figure belongs to none."""

    code = "no_aspect"

    def __init__(self) -> None:
        super().__init__(_("Choose what it is about."))


class NobodyNamed(DomainError):
    """A case for named people alone, and nobody is named."""

    code = "nobody_named"

    def __init__(self) -> None:
        super().__init__(_("Choose the people who may read this, or another audience."))


class NobodyAnswers(DomainError):
    """None of the named people works in the office that the case belongs to."""

    code = "nobody_answers"

    def __init__(self, office: str) -> None:
        super().__init__(
            _("Choose somebody of %(office)s too: nobody else can take this case.")
            % {"office": office}
        )


class NotForNamed(DomainError):
    """People are named where the audience is they alone."""

    code = "not_for_named"

    def __init__(self) -> None:
        super().__init__(_("More people than these read this case already."))


class OtherOfficer(DomainError):
    """A case is given to an officer of its office, whom it is shown to."""

    code = "other_officer"

    def __init__(self) -> None:
        super().__init__(_("Choose an officer of the office that this case belongs to."))


class ReferralStands(DomainError):
    """The same office or partner is asked already."""

    code = "referral_stands"

    def __init__(self, asked: str) -> None:
        super().__init__(
            _("%(asked)s is asked already. Wait for the answer, or withdraw that.")
            % {"asked": asked}
        )


class ReferralAnswered(DomainError):
    """The referral stands differently than the page showed."""

    code = "referral_answered"

    def __init__(self) -> None:
        super().__init__(_("This referral has moved on meanwhile. Reload the page."))


class OnlyNamedRead(DomainError):
    """A case for named people is not passed on to an office or a partner."""

    code = "only_named_read"

    def __init__(self) -> None:
        super().__init__(
            _("Only named people read this case. Ask the pesantren to name one more person.")
        )


class NotOneAsked(DomainError):
    """A referral goes to one office or one partner, not to the office that has the case."""

    code = "not_one_asked"

    def __init__(self) -> None:
        super().__init__(_("Choose one office or one partner, other than your own office."))


class OwnCase(DomainError):
    """A pesantren says that it has its own obstacle too."""

    code = "own_case"

    def __init__(self) -> None:
        super().__init__(_("This is your own case already."))


class SameAspect(DomainError):
    """Handing a case to where it is."""

    code = "same_aspect"

    def __init__(self) -> None:
        super().__init__(_("The case already has this aspect. Choose another one."))


class SameFigure(DomainError):
    """A target that is already reached when the case is opened."""

    code = "same_figure"

    def __init__(self) -> None:
        super().__init__(_("This figure is today's figure already. Write what it should become."))


class OtherFigure(DomainError):
    """A reading of another pesantren or another figure, or one whose consent was withdrawn."""

    code = "other_figure"

    def __init__(self) -> None:
        super().__init__(_("This figure cannot be the result of this case."))


class BadDay(DomainError):
    """A day that lies on the wrong side of another."""

    code = "bad_day"


class NothingSaid(DomainError):
    """A message or a reason of nothing but blanks."""

    code = "nothing_said"

    def __init__(self) -> None:
        super().__init__(_("Write at least a few words."))


def fingerprint(content: Mapping[str, str | date | Decimal]) -> str:
    """All that a request said as one hash: the same content, in whatever order, has the same."""
    said = {name: _spelt(value) for name, value in content.items()}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _spelt(value: str | date | Decimal) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def refuse_future(day: date, *, today: date) -> None:
    """What was measured or done lies in the past. Raises BadDay."""
    if day > today:
        raise BadDay(_("This day lies ahead. Choose today or an earlier day."))


def refuse_past(day: date, *, today: date) -> None:
    """What is planned lies ahead. Raises BadDay."""
    if day < today:
        raise BadDay(_("This day has passed. Choose today or a later day."))


def refuse_same_day(day: date, *, before: date) -> None:
    """What is moved gets another day. Raises BadDay."""
    if day == before:
        raise BadDay(_("This is its day already. Choose another one."))


def refuse_before(day: date, earliest: date) -> None:
    """A result cannot be older than the figure it is compared with. Raises BadDay."""
    if day < earliest:
        raise BadDay(_("This day is earlier than the figure at the opening of the case."))


def refuse_same_figure(baseline: Decimal, target: Decimal) -> None:
    """A case wants something to change. Raises SameFigure."""
    if baseline == target:
        raise SameFigure


def refuse_nothing_said(text: str) -> None:
    """Words are needed here. Raises NothingSaid."""
    if not text.strip():
        raise NothingSaid


class Said(NamedTuple):
    """What somebody has told of an obstacle so far."""

    title: str = ""
    description: str = ""
    tried: str = ""
    has_since: bool = False
    has_figure: bool = False  # which one, how much it is, and how much it should become
    has_file: bool = False


def missing_of(said: Said) -> list[Promise]:
    """What an office would ask first: each a sentence that says what to add."""
    wanted = {
        _("Say in one sentence what hinders you."): len(said.title.split()) >= 3,
        _("Tell what happens, how often, and whom it costs time or money."): (
            len(said.description.split()) >= 8
        ),
        _("Say since when, roughly."): said.has_since,
        _("Say what you have tried, so that nobody proposes it again."): bool(said.tried.strip()),
        _("Choose the figure that should change: how much it is, and what it should become."): (
            said.has_figure
        ),
        _("Add a photo or document: it saves a visit."): said.has_file,
    }
    return [sentence for sentence, is_there in wanted.items() if not is_there]


def falls_to(target: Decimal | None, before: Decimal) -> bool:
    """A figure whose target lies below where it began is to fall."""
    return target is not None and target < before


def moved_away(before: Decimal, after: Decimal, *, fall_is_good: bool) -> bool:
    """The figure went the other way than was wished."""
    return after > before if fall_is_good else after < before


class Standing(NamedTuple):
    """How far a case has come, as far as its next steps depend on it."""

    is_taken: bool = False
    is_closed: bool = False
    has_open_activity: bool = False
    has_open_look: bool = False  # at what was granted: it goes on after the case is closed
    has_result: bool = False  # one in force: neither withdrawn nor put right
    has_agreed: bool = False
    lacks_figure: bool = False  # it was opened with one tap, and nobody has added it yet
    is_open_to_network: bool = False
    is_for_named: bool = False
    waits_for_us: bool = False  # an offer of help has no answer yet


def steps_open_to(
    standing: Standing,
    *,
    speaks: bool = False,
    in_office: bool = False,
    coordinates: bool = False,
    may_offer: bool = False,
    helps: bool = False,
    owns_activity: bool = False,
    is_named: bool = False,
    is_asked: bool = False,
    may_follow: bool = False,
    follows: bool = False,
) -> list[str]:
    """The steps that a reader of this part may take now; the commands refuse the others."""
    works = in_office and standing.is_taken
    if standing.is_closed:
        may_agree = speaks and standing.has_result and not standing.has_agreed
        may_look = (in_office or speaks or owns_activity) and standing.has_open_look
        return ["agree"] * may_agree + ["done"] * may_look + ["leave"] * follows
    wanted = {
        "take": in_office and not standing.is_taken,
        "complete": (speaks or in_office) and standing.lacks_figure,
        "answer": speaks or works or helps or is_named or is_asked,
        "aim": works,
        "plan": works and not standing.has_result,
        "done": (works or speaks or owns_activity) and standing.has_open_activity,
        "move": works and standing.has_open_activity,
        "drop": works and standing.has_open_activity,
        "measure": (works or speaks) and standing.is_taken and not standing.lacks_figure,
        "choose": works,
        "close": works and standing.has_result,
        "withdraw": speaks or ((in_office or coordinates) and not standing.has_result),
        "name": speaks and standing.is_for_named,
        "widen": speaks and not (standing.is_for_named or standing.is_open_to_network),
        "triage": in_office or coordinates,
        "assign": in_office or coordinates,
        "refer": works and not standing.is_for_named,
        "reassign": in_office or coordinates,
        "follow": may_follow and standing.is_open_to_network,
        "leave": follows,
        "offer": may_offer and standing.is_open_to_network,
        "accept": (speaks or works) and standing.waits_for_us,
        "decline": (speaks or works) and standing.waits_for_us,
    }
    return [step for step, is_open in wanted.items() if is_open]


MOST_ACTIVITIES = 12  # that are set and have not taken place
LOOKS = [timedelta(days=days) for days in (90, 180, 365, 730)]  # after something was granted


def next_look(granted_on: date, *, looked: int, today: date) -> date | None:
    """When what was granted is looked at next, after so many looks; nobody looks for ever.

    A look that was forgotten is due today. The first comes after three months, the last after two
    years.
    """
    return max(granted_on + LOOKS[looked], today) if looked < len(LOOKS) else None


REFERRAL_STEPS = {
    "asked": ["welcome", "refuse", "recall"],
    "accepted": ["fulfil", "recall"],
}


def referral_steps(state: str, *, is_asked: bool, works: bool) -> list[str]:
    """What may be done with a referral that stands so: by who is asked, and by who asked."""
    mine = {"welcome", "refuse", "fulfil"} if is_asked else set()
    mine |= {"recall"} if works else set()
    return [step for step in REFERRAL_STEPS.get(state, []) if step in mine]


def next_step(stage: str, *, activity_on: date | None, today: date) -> str:
    """The step that lies next on the road: its form is unfolded for whoever may take it."""
    if activity_on is not None:
        return "done" if activity_on <= today else ""
    return {"taken": "plan", "done": "measure"}.get(stage, "")


class Mile(NamedTuple):
    """One stage of the road: passed, the current one, or still to come."""

    stage: str
    is_done: bool
    is_current: bool


def road(stages: Sequence[str], here: str, *, is_closed: bool) -> list[Mile]:
    """All stages in order, with how far a case that stands `here` has come."""
    place = list(stages).index(here)
    return [Mile(stage, at < place or is_closed, at == place) for at, stage in enumerate(stages)]
