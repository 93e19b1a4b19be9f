"""What a reader is to a case: 404 to whom it is hidden, 403 to whom it is only shown."""

from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from klinik.clinic.cases.models import Activity, Case, Follower, Referral
from klinik.clinic.cases.queries import followed_by, helping, under_way
from klinik.directory.models import Partner, Pesantren
from klinik.people.models import User
from klinik.tenancy.access import answers_for, offices_of, partners_of, pesantren_of, read_as
from klinik.tenancy.models import Office
from klinik.tenancy.offices.queries import office_of
from klinik.tenancy.roles import PartnerRight, Role


class Part(NamedTuple):
    """The reader's part in one case."""

    speaks: bool  # for the pesantren that brought it
    office: Office | None  # the reader's office, where the case belongs to it by its aspect
    coordinates: bool  # in the province's secretariat, which sends cases to the right office
    partners: tuple[Partner, ...] = ()  # in whose name the reader may offer help
    helps: tuple[Partner, ...] = ()  # those of them whose help was accepted
    is_named: bool = False  # as a reader of a case for named people
    places: tuple[Pesantren, ...] = ()  # other pesantren for which the reader speaks
    follows: tuple[Follower, ...] = ()  # those of them that have the obstacle too
    works_in: tuple[Office, ...] = ()  # as an officer
    referrals: tuple[Referral, ...] = ()  # all that are under way, as far as they are shown

    @property
    def acts(self) -> bool:
        return self.speaks or self.office is not None

    @property
    def may_follow(self) -> tuple[Pesantren, ...]:
        """The other pesantren of the reader that do not follow the case yet."""
        known = {row.pesantren_id for row in self.follows}
        return tuple(place for place in self.places if place.pk not in known)

    def is_asked_by(self, referral: Referral) -> bool:
        """The referral asks an office or a partner of the reader."""
        return referral.to in (*self.works_in, *self.partners)

    @property
    def is_asked(self) -> bool:
        """Some referral under way asks the reader."""
        return any(self.is_asked_by(row) for row in self.referrals)

    def owns(self, activity: Activity | None) -> bool:
        """The activity is that of a partner in whose name the reader helps."""
        owner = activity.partner_id if activity else None
        return owner is not None and owner in {partner.pk for partner in self.partners}


def part_in(case: Case, user: User) -> Part:
    """What the person is to this case; nothing but a reader in the most cases."""
    mine = offices_of(user, roles=[Role.OFFICER])
    in_charge = office_of(case.aspect) if mine else None
    partners = tuple(partners_of(user, needs=PartnerRight.HELP))
    spoken_for = pesantren_of(user)
    places = tuple(place for place in spoken_for if place.pk != case.pesantren_id)
    return Part(
        speaks=len(places) < len(spoken_for),
        office=in_charge if in_charge in mine else None,
        coordinates=any(
            office.region_id is None for office in offices_of(user, roles=[Role.SECRETARIAT])
        ),
        partners=partners,
        helps=tuple(helping(case).filter(pk__in=[row.pk for row in partners])) if partners else (),
        is_named=user.pk in case.readers,
        places=places,
        follows=tuple(followed_by(case, places)),
        works_in=tuple(mine),
        referrals=tuple(under_way(case)),
    )


def case_for(user: User, number: str) -> tuple[Case, Part]:
    """The case `number` and the person's part in it. Raises Http404 where it is not shown."""
    read_as(user)
    shown = Case.objects.select_related(
        "pesantren__region", "aspect", "indicator", "office", "taken_by", "story"
    )
    case = shown.filter(number=number).first()
    if case is None:
        raise Http404
    return case, part_in(case, user)


def place_to_open_for(user: User, slug: str) -> Pesantren:
    """The pesantren for which the person opens a case: their own, or one their office answers for.

    Raises Http404 where there is none of that name, PermissionDenied for one of others.
    """
    place = get_object_or_404(Pesantren.objects.select_related("region"), slug=slug)
    if place in pesantren_of(user) or answers_for(user, place):
        return place
    raise PermissionDenied(_("A case is opened by a pesantren, or by an office of its region."))


def need(allowed: bool) -> None:
    """Raises PermissionDenied where a person may see a case but not do this."""
    if not allowed:
        raise PermissionDenied(_("You may read this case, but this step belongs to somebody else."))
