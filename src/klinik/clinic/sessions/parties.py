"""What a reader is to a session: 404 to whom it is hidden, 403 to whom it is only shown."""

from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from klinik.clinic.sessions.models import Panelist, Session
from klinik.clinic.sessions.queries import panel_of, shown_sessions
from klinik.directory.models import Pesantren
from klinik.people.models import User
from klinik.tenancy.access import offices_of, pesantren_of, read_as
from klinik.tenancy.models import Membership, Office
from klinik.tenancy.queries import coordinates


class Part(NamedTuple):
    """The reader's part in one session."""

    plans: bool  # in the province's secretariat
    runs: bool  # that, or the moderator
    writes: bool  # that, or on the panel, or an officer of the province
    offices: tuple[Office, ...]
    places: tuple[Pesantren, ...]  # for which the reader speaks
    is_in_network: bool  # in some role: the same as `reader_is_in_network` in PostgreSQL

    @property
    def follows(self) -> bool:
        """The live room and what is written there are shown to the reader."""
        return self.is_in_network or self.writes

    @property
    def in_office(self) -> bool:
        """The reader works in some office: it registers pesantren on their behalf."""
        return bool(self.offices)

    def answers_for(self, pesantren: Pesantren) -> bool:
        """One of the reader's offices is the province's, or that of its regency."""
        return any(office.region_id in {None, pesantren.region_id} for office in self.offices)


NOBODY = Part(plans=False, runs=False, writes=False, offices=(), places=(), is_in_network=False)


def part_in(session: Session, user: User) -> Part:
    """What the person is to this session; nothing but a reader in the most."""
    panel = {row.user_id: row.part for row in panel_of(session) if row.user_id}
    offices = tuple(offices_of(user))
    plans = coordinates(user)
    runs = plans or panel.get(user.pk) == Panelist.Part.MODERATOR
    return Part(
        plans=plans,
        runs=runs,
        writes=runs or user.pk in panel or any(row.region_id is None for row in offices),
        offices=offices,
        places=tuple(pesantren_of(user)),
        is_in_network=Membership.objects.running().filter(user=user).exists(),
    )


def session_for(user: User | None, slug: str) -> tuple[Session, Part]:
    """The session `slug` and the person's part in it. Raises Http404 where it is not shown."""
    read_as(user)
    session = shown_sessions().filter(slug=slug).first()
    if session is None:
        raise Http404
    return session, part_in(session, user) if user else NOBODY


def need(allowed: bool) -> None:
    """Raises PermissionDenied where a person may see a session but not do this."""
    if not allowed:
        raise PermissionDenied(
            _("You may look at this session, but this step belongs to somebody else.")
        )
