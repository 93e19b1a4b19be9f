"""Which ties there are, and whom somebody may see by them."""

from django.core import signing
from django.db.models import BooleanField, Func, Value

from klinik.core.database import set_local
from klinik.finance.ledger.days import today_in
from klinik.finance.members.choices import Capacity, Purpose, Relation
from klinik.finance.members.models import Member, MemberConsent, MemberTie
from klinik.people.access import read_as
from klinik.people.models import User
from klinik.tenancy.database import enter_as_own
from klinik.tenancy.models import Koppontren, TenantQuerySet

MOST = 100  # members whom one person sees together on a page


def ties_of(member: Member) -> TenantQuerySet[MemberTie]:
    """Every tie of a member, the newest first. Call `read_as` first."""
    rows = MemberTie.objects.of(member.koppontren).filter(member=member)
    return rows.select_related("made_by", "person", "ended_by")


def who_may_be_tied(member: Member) -> dict[Capacity, tuple[str, str]]:
    """Name and telephone of whoever gets a link for this member: the member, and the guardian."""
    if not member.is_here:
        return {}
    found = {Capacity.SELF: (member.name, member.phone)}
    if member.guardian_name and is_guarded(member):
        found[Capacity.GUARDIAN] = (member.guardian_name, member.guardian_phone)
    return found


def is_guarded(member: Member) -> bool:
    """A child not yet 18, for whom a guardian agreed that the data are kept."""
    if not member.is_minor(today_in(member.koppontren)):
        return False
    agreed = MemberConsent.objects.of(member.koppontren).exclude(relation=Relation.SELF)
    return agreed.filter(member=member, purpose=Purpose.DATA, withdrawn_on=None).exists()


def tie_of_link(sealed: str) -> MemberTie | None:
    """The tie of a link, which row-level security shows to nobody without it."""
    try:
        number = int(signing.Signer(salt=MemberTie.SALT).unsign(sealed))
    except (signing.BadSignature, ValueError):
        return None
    set_local("klinik.tie", str(number))
    read_as(None)
    rows = MemberTie.objects.select_related("koppontren", "made_by")
    return rows.filter(pk=number).first()


def sees_own(person: int | Value) -> Func:
    """Whether the person of this number is tied to a member, asked beside something else."""
    return Func(person, function="members_sees_own", output_field=BooleanField())


def own_koppontren(user: User) -> list[Koppontren]:
    """Where this person is tied to somebody."""
    read_as(user)
    tied = MemberTie.objects.filter(person=user, ended_at=None).values("koppontren")
    return list(Koppontren.objects.filter(pk__in=tied).order_by("name"))


def own_members(
    user: User, koppontren: Koppontren, number: str = ""
) -> list[tuple[Member, Capacity]]:
    """Whom this person sees as their own there (or the one of this number), and as what.

    PostgreSQL says who that is.

    The transaction stands among what is the reader's own from then on.
    """
    read_as(user)
    enter_as_own(koppontren)
    ties = MemberTie.objects.filter(koppontren=koppontren, person=user, ended_at=None)
    # Of somebody who is tied to a member twice, the wider eyes count: the member's own.
    held = dict(ties.order_by("capacity").values_list("member", "capacity"))
    members = Member.objects.of(koppontren).filter(pk__in=held).order_by("name", "pk")
    if number:
        members = members.filter(number=number)
    found = [(member, Capacity(held[member.pk])) for member in members[:MOST]]
    for member, _capacity in found:
        member.koppontren = koppontren
    return found
