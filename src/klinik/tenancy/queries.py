"""Who works where, who is invited, and who may give which role."""

from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.utils import timezone

from klinik.directory.models import Partner, Pesantren
from klinik.people.models import User
from klinik.people.queries import has_second_factor
from klinik.tenancy.models import (
    PLACES,
    Invitation,
    Koppontren,
    Membership,
    Office,
    Place,
    in_place,
)
from klinik.tenancy.roles import (
    CASE_OPENERS,
    COORDINATORS,
    HELPERS,
    KOPPONTREN_RIGHTS,
    NEEDS_SECOND_FACTOR,
    OFFICE_ROLES,
    PARTNER_RIGHTS,
    PESANTREN_ROLES,
    PartnerRight,
    Right,
    Role,
)
from klinik.tenancy.rules import givable


def roles_in(user: User, place: Place) -> frozenset[Role]:
    """The roles that count in `place`: a koppontren's reach its pesantren, the province's all."""
    here = Q(**in_place(place))
    if isinstance(place, Pesantren):
        here = Q(koppontren__pesantren=place)
    province = Q(office__region=None, office__isnull=False, role__in=COORDINATORS)
    rows = Membership.objects.running().filter(here | province, user=user)
    return frozenset(Role(role) for role in rows.values_list("role", flat=True))


def gives_in(user: User, place: Place) -> frozenset[Role]:
    """The roles that the person may give and end in `place`: those of its kind."""
    return givable(roles_in(user, place)) & _belonging_to(place)


def _belonging_to(place: Place) -> frozenset[Role]:
    if isinstance(place, Office):
        return OFFICE_ROLES | HELPERS
    if isinstance(place, Pesantren):
        return PESANTREN_ROLES
    if isinstance(place, Partner):
        other = Role.PARTNER if place.is_lender else Role.LENDER
        return frozenset(PARTNER_RIGHTS) - {other}
    return frozenset(KOPPONTREN_RIGHTS)


def coordinates(user: User) -> bool:
    """The person works in the province's secretariat, which knows every office and pesantren."""
    province = Membership.objects.running().filter(office__region=None, role__in=COORDINATORS)
    return province.filter(user=user).exists()


def lacks_second_factor(user: User) -> bool:
    """The person holds a role that needs a second step at sign-in, and has none."""
    needing = Membership.objects.running().filter(user=user, role__in=NEEDS_SECOND_FACTOR)
    return needing.filter(~has_second_factor("user")).exists()


def brought_in_regions(user: User) -> list[str] | None:
    """The codes of the regions whose pesantren the person brings in; None: of all the province."""
    if coordinates(user):
        return None
    rows = Membership.objects.running().filter(user=user, role__in=OFFICE_ROLES)
    codes = rows.exclude(office__region=None).values_list("office__region__code", flat=True)
    return sorted(code for code in set(codes) if code)


def alone_in(user: User) -> list[Koppontren | Office]:
    """The places in which nobody but this person gives roles: they need a successor first.

    Whoever has a last day is none: after it the place would be left without a key.
    """
    running = Membership.objects.running().filter(user__is_active=True)
    others = running.filter(ended_on=None).exclude(user=user)
    runs = running.filter(user=user, role__in=(Role.BOARD, Role.MANAGER))
    cared_for = others.filter(role__in=(Role.BOARD, Role.MANAGER)).exclude(koppontren=None)
    alone: list[Koppontren | Office] = list(
        Koppontren.objects.filter(pk__in=runs.values("koppontren"))
        .exclude(pk__in=cared_for.values("koppontren"))
        .order_by("name")
    )
    province = {"role__in": COORDINATORS, "office__isnull": False, "office__region": None}
    if not others.filter(**province).exists():
        held = running.filter(user=user, **province)
        alone += Office.objects.filter(pk__in=held.values("office")).order_by("name")
    return alone


def people_at(*, email: str, phone: str) -> QuerySet[User]:
    """Whoever signs in with this e-mail or number; an empty one is nobody's."""
    return User.objects.filter(_addressed(email=email, phone=phone))


def pending_for(place: Place, *, role: Role, email: str, phone: str) -> QuerySet[Invitation]:
    """Open invitations to this role for the same e-mail or number."""
    return pending_in(place).filter(_addressed(email=email, phone=phone), role=role)


def _addressed(*, email: str, phone: str) -> Q:
    return (~Q(email="") & Q(email=email)) | (~Q(phone="") & Q(phone=phone))


def speakers_of(pesantren: Pesantren) -> list[User]:
    """Everybody who speaks for a pesantren today: its own people, and those of its koppontren."""
    here = Q(pesantren=pesantren) | Q(koppontren__pesantren=pesantren)
    roles = Membership.objects.running().filter(here, role__in=CASE_OPENERS)
    return list(User.objects.filter(pk__in=roles.values("user")).order_by("pk"))


def who_answer_for(places: Collection[Pesantren]) -> QuerySet[Membership]:
    """The roles in the offices that answer for these pesantren: the province's, their regencies'.

    Those of mentors and panelists with them, by office and name.
    """
    regions = [place.region_id for place in places]
    there = Q(office__region=None, office__isnull=False) | Q(office__region__in=regions)
    rows = Membership.objects.running().filter(there, role__in=OFFICE_ROLES | HELPERS)
    rows = rows.filter(user__is_active=True).select_related("user", "office")
    return rows.order_by("office__name", "user__name", "pk")


def officers_of(office: Office) -> list[User]:
    """Everybody who works in an office as an officer today."""
    return _holding(Membership.objects.running().filter(office=office, role=Role.OFFICER))


def helpers_of(partner: Partner) -> list[User]:
    """Everybody who helps in the name of a partner today."""
    roles = [role for role, rights in PARTNER_RIGHTS.items() if PartnerRight.HELP in rights]
    return _holding(Membership.objects.running().filter(partner=partner, role__in=roles))


def holders_of(koppontren: Koppontren, right: Right) -> list[User]:
    """Everybody whose role in a koppontren carries this right today."""
    roles = [role for role, rights in KOPPONTREN_RIGHTS.items() if right in rights]
    rows = Membership.objects.running().filter(koppontren=koppontren, role__in=roles)
    return _holding(rows)


def board_of(koppontren: Koppontren) -> list[User]:
    """The board of a koppontren today."""
    return _holding(Membership.objects.running().filter(koppontren=koppontren, role=Role.BOARD))


def secretariat() -> list[User]:
    """Everybody of the province's secretariat today."""
    return _holding(_of_the_province().filter(role__in=COORDINATORS))


def somebody_of_the_province() -> User | None:
    """Somebody of a province's office: as whom the work of the night reads cases."""
    return next(iter(_holding(_of_the_province().filter(role__in=OFFICE_ROLES))), None)


def all_of_offices() -> list[User]:
    """Everybody who works in any office today."""
    rows = Membership.objects.running().filter(office__isnull=False, role__in=OFFICE_ROLES)
    return _holding(rows)


def _of_the_province() -> QuerySet[Membership]:
    return Membership.objects.running().filter(office__region=None, office__isnull=False)


def _holding(roles: QuerySet[Membership]) -> list[User]:
    found = User.objects.filter(pk__in=roles.values("user"), is_active=True)
    return list(found.order_by("pk"))


def people_in(*places: Place) -> QuerySet[Membership]:
    """The roles that run in these places, in the order in which they began."""
    rows = Membership.objects.running().filter(_in_any(places))
    rows = rows.annotate(has_second_factor=has_second_factor("user"))
    return rows.select_related("user", *PLACES).order_by("user__name", "started_on", "pk")


def ended_in(*places: Place) -> QuerySet[Membership]:
    """The roles that have ended in these places, the latest first."""
    rows = Membership.objects.filter(_in_any(places), ended_on__lt=timezone.localdate())
    return rows.select_related("user", *PLACES).order_by("-ended_on", "user__name", "pk")


def pending_in(*places: Place) -> QuerySet[Invitation]:
    """Invitations that are neither taken up nor withdrawn nor past their day, the newest first."""
    rows = Invitation.objects.filter(
        _in_any(places), accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
    )
    return rows.select_related("invited_by", "approved_by", *PLACES).order_by("-invited_at")


def board_is_there(koppontren: Koppontren) -> bool:
    """Somebody is there who can approve."""
    return koppontren.memberships.filter(
        pk__in=Membership.objects.running().filter(role=Role.BOARD)
    ).exists()


def _in_any(places: tuple[Place, ...]) -> Q:
    found = Q(pk__in=())
    for place in places:
        found |= Q(**in_place(place))
    return found
