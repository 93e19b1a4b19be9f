"""Which of two values stays unless somebody chooses, and why two records are not joined."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klinik.core.errors import DomainError

# What is chosen between two records, in the order of the page; the database knows the same list.
FACTS = (
    *("name", "nspp", "region", "district", "village", "address", "postcode", "point"),
    *("santri", "cohort_year", "pillars", "phone", "email", "website", "instagram"),
    *("marketplaces", "about", "cover", "contact"),
)


class Why(StrEnum):
    """What makes two records look like one pesantren."""

    NAME = "name"
    PHONE = "phone"
    CONTACT = "contact"
    EMAIL = "email"
    WEBSITE = "website"
    INSTAGRAM = "instagram"


class Told(NamedTuple):
    """A value, when an office found its record right (None: not, or it changed since), and the
    day on which it was told."""

    value: Any
    verified_on: date | None
    on: date | None


IN_EVERY_NAME = {"pondok", "pesantren", "ponpes", "pontren", "pp"}


def looked_for(name: str) -> str:
    """What another spelling of this name is looked for by: "PP. Nurulhuda" -> "Nurulhuda"."""
    words = [word for word in name.split() if word.lower().strip(".") not in IN_EVERY_NAME]
    return " ".join(words) or name


def is_better(other: Told, one: Told) -> bool:
    """The other's value stays by default: filled before empty, the newer verified, the newer."""
    if bool(other.value) != bool(one.value):
        return bool(other.value)
    if other.verified_on != one.verified_on:
        return (other.verified_on or date.min) > (one.verified_on or date.min)
    return (other.on or date.min) > (one.on or date.min)


class NotMerged(DomainError):
    """Two records cannot be joined, now or at all; `state` is how the database says so."""

    code = "not_merged"
    state: ClassVar[str] = ""
    says: ClassVar[Promise | str] = ""

    def __init__(self) -> None:
        super().__init__(self.says)


class AlreadyMerged(NotMerged):
    """One of the two is not there any more."""

    code, state = "already_merged", "23M01"
    says = _("One of the two has been merged meanwhile. Look for the pesantren again.")


class SameOneTwice(NotMerged):
    """A record and itself."""

    code, state = "same_one_twice", "23M02"
    says = _("This is one record, not two. Choose another one to compare it with.")


class ChangedUnderneath(NotMerged):
    """Somebody changed one of the two while they were compared."""

    code, state = "changed_meanwhile", "23M03"
    says = _(
        "Somebody changed one of the two while you were comparing. Look at both once more, "
        "then merge."
    )


class RealAndSimulated(NotMerged):
    """What is invented never becomes part of what is real."""

    code, state = "real_and_simulated", "23M04"
    says = _("One of the two is real and the other is a simulation: these are never merged.")


class TwoKoppontren(NotMerged):
    """Two cooperatives have two books."""

    code, state = "two_koppontren", "23M05"
    says = _(
        "Both have a cooperative with books of its own, and books are never merged. "
        "Let the secretariat look at which cooperative is the right one."
    )


class ProposalWaits(NotMerged):
    """Who becomes a koppontren is decided first."""

    code, state = "proposal_waits", "23M06"
    says = _(
        "A proposal for a cooperative still waits here. Let the secretariat decide it first, "
        "then merge."
    )


class UnknownFact(NotMerged):
    """A choice that no form offers."""

    code, state = "unknown_fact", "23M07"
    says = _("This form has gone stale. Reload the page and try again.")


class MergerReused(NotMerged):
    """The same form again, with other records."""

    code, state = "request_reused", "23M08"
    says = _("This form was already sent with other content. Open the form anew and try again.")


class WritingNow(NotMerged):
    """A row came in at the very moment, and stayed behind."""

    code, state = "writing_now", "23503"
    says = _("Somebody is just writing something at one of the two. Wait a moment and try again.")


class BothHaveOne(NotMerged):
    """Something of which a pesantren has one, and for which there is no choice yet."""

    code, state = "both_have_one", "23505"
    says = _(
        "Both have something of which there can be only one. Take it away at one of the two, "
        "then merge."
    )


REFUSALS: Mapping[str, type[NotMerged]] = {
    kind.state: kind
    for kind in (
        *(AlreadyMerged, SameOneTwice, ChangedUnderneath, RealAndSimulated, TwoKoppontren),
        *(ProposalWaits, UnknownFact, MergerReused, WritingNow, BothHaveOne),
    )
} | {"40P01": WritingNow}  # two who wait for each other
