"""Everything the house knows about one person, topic by topic, read with their own eyes.

Each topic holds only what the person is, did or was told, and each is asked inside the walls that
hold for this person: nobody else's rows are there to be taken along. Secrets are never in it.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from klinik.clinic.cases.models import Case, CaseEvent
from klinik.clinic.discussions.models import Flag, Follow, Mention, Post, Ruling
from klinik.clinic.discussions.rules import with_names
from klinik.clinic.sessions.models import (
    AttendanceMark,
    Minutes,
    Recommendation,
    Registration,
    RoomEvent,
    Session,
)
from klinik.clinic.stories.models import StoryEvent, Version
from klinik.core.exports import Cell
from klinik.core.imports.models import Import
from klinik.core.models import Job
from klinik.directory.indicators.figures import plain_value
from klinik.directory.models import FactCheck, Paper, PaperCheck, Reading
from klinik.finance.collecting.models import Receipt, Refused, Round
from klinik.finance.ledger.models import Entry
from klinik.finance.ledger.words import kind_in_words
from klinik.finance.members.models import MemberTie
from klinik.finance.members.queries import photo_of
from klinik.finance.own.queries import all_own
from klinik.finance.tills.models import Delivery, Shift
from klinik.people.access import read_as
from klinik.people.models import Notification, OwnCopy, User
from klinik.people.models import Session as SignedInSession
from klinik.people.queries import factors_of, ways_of
from klinik.programme.models import Consent
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import (
    PLACES,
    ApiToken,
    Invitation,
    Koppontren,
    Membership,
    Pin,
    Proposal,
    Rat,
)


class Topic(NamedTuple):
    """One table of the copy: its file name, its title, its columns and rows, and named files."""

    name: str
    title: str
    heads: list[str]
    rows: list[list[Cell]]
    files: tuple[tuple[str, bytes], ...] = ()


def topics_of(user: User) -> Iterator[Topic]:
    """Every topic, one after another; the transaction reads as this person."""
    for topic in TOPICS:
        read_as(user)
        yield topic(user)


def copies_of(user: User) -> QuerySet[OwnCopy]:
    """The copies this person asked for, the newest first. Call `read_as` first."""
    return OwnCopy.objects.filter(person=user).select_related("job")


def _account(user: User) -> Topic:
    steps = factors_of(user)
    rows: list[list[Cell]] = [
        [_("Name"), user.name],
        [_("E-mail"), user.email],
        [_("E-mail confirmed"), _yes(user.is_email_confirmed)],
        [_("Telephone (WhatsApp)"), f"+{user.phone}" if user.phone else ""],
        [_("Language of the letters"), user.get_language_display()],
        [_("Here since"), _moment(user.joined_at)],
        [_("Last sign-in"), _moment(user.last_login)],
        [_("Password chosen"), _yes(user.has_usable_password())],
        [_("Code from an app"), _moment(steps.app.created_at) if steps.app else ""],
        *(_row(_("Passkey"), str(key.data.get("name", ""))) for key in steps.passkeys),
    ]
    return Topic("akun", _("My account"), [_("What"), _("Content")], rows)


def _roles(user: User) -> Topic:
    rows = Membership.objects.filter(user=user).select_related(*PLACES).order_by("started_on", "pk")
    return Topic(
        "peran",
        _("My roles, past and present"),
        [_("Role"), _("Place"), _("From"), _("Until")],
        [[r.get_role_display(), str(r.place), r.started_on, r.ended_on] for r in rows],
    )


def _invitations(user: User) -> Topic:
    rows = Invitation.objects.filter(Q(accepted_by=user) | Q(invited_by=user))
    return Topic(
        "undangan",
        _("Invitations that I took up or made"),
        [_("What"), _("Role"), _("Place"), _("Name"), _("E-mail"), _("Number"), _("When")],
        [_invitation(row, user) for row in rows.select_related(*PLACES).order_by("pk")],
    )


def _invitation(row: Invitation, user: User) -> list[Cell]:
    if row.accepted_by_id == user.pk:
        own: list[Cell] = [row.name, row.email, row.phone]
        return [
            _("taken up"),
            row.get_role_display(),
            str(row.place),
            *own,
            _moment(row.accepted_at),
        ]
    nobody: list[Cell] = ["", "", ""]  # whom I invited is about them
    return [_("made"), row.get_role_display(), str(row.place), *nobody, _moment(row.invited_at)]


def _notifications(user: User) -> Topic:
    rows = Notification.objects.filter(person=user)
    return Topic(
        "pemberitahuan",
        _("What I was told"),
        [_("When"), _("What"), _("Read"), _("Link")],
        [[_moment(r.made_at), r.text, _moment(r.read_at), _link(r.url)] for r in rows],
    )


def _ways(user: User) -> Topic:
    chosen = ways_of(user)
    return Topic(
        "pilihan",
        _("How I am told"),
        [_("Way"), _("Groups")],
        [
            [_("E-mail"), ", ".join(chosen["by_email"])],
            ["WhatsApp", ", ".join(chosen["by_whatsapp"])],
        ],
    )


def _sign_ins(user: User) -> Topic:
    rows = SignedInSession.objects.filter(user=user, expire_date__gt=timezone.now())
    return Topic(
        "perangkat",
        _("Devices I am signed in with"),
        [_("Browser"), _("Last used"), _("Ends")],
        [
            [r.browser, _moment(r.last_seen_at), _moment(r.expire_date)]
            for r in rows.order_by("-last_seen_at")
        ],
    )


def _work(user: User) -> Topic:
    jobs = Job.objects.filter(owner=user)
    files = Import.objects.filter(owner=user)
    return Topic(
        "pekerjaan",
        _("Work that I started, and files that I sent"),
        [_("What"), _("When"), _("State")],
        [
            *(_row(r.shown_title, _moment(r.asked_at), r.get_state_display()) for r in jobs),
            *(_row(r.file_name, _moment(r.sent_at), "") for r in files),
        ],
    )


def _cases(user: User) -> Topic:
    rows = Case.objects.filter(opened_by=user).select_related("pesantren").order_by("pk")
    return Topic(
        "kasus",
        _("Cases that I opened"),
        [_("Number"), _("Title"), _("Pesantren"), _("When"), _("Link")],
        [
            [r.number, r.title, str(r.pesantren), _moment(r.opened_at), _link(r.get_absolute_url())]
            for r in rows
        ],
    )


def _said(user: User) -> Topic:
    rows = CaseEvent.objects.filter(by=user).select_related("case").order_by("pk")
    rows = rows.prefetch_related("enclosures")
    return Topic(
        "catatan-kasus",
        _("What I recorded on cases"),
        [_("Case"), _("What"), _("Text"), _("When"), _("Files"), _("Link")],
        [
            [
                r.case.number,
                r.get_kind_display(),
                r.text,
                _moment(r.at),
                ", ".join(file.name for file in r.enclosures.all()),
                _link(r.case.get_absolute_url()),
            ]
            for r in rows
        ],
    )


def _sessions(user: User) -> Topic:
    """Each row is what the person did; what it was about stands beside it."""
    kinds: list[tuple[str, QuerySet[Any], str]] = [
        (_("planned"), Session.objects.filter(made_by=user), "made_at"),
        (_("place taken"), Registration.objects.filter(by=user), "registered_at"),
        (_("place given back"), Registration.objects.filter(cancelled_by=user), "cancelled_at"),
        (_("attendance"), AttendanceMark.objects.filter(by=user), "at"),
        (_("minutes"), Minutes.objects.filter(by=user), "at"),
        (_("in the live room"), RoomEvent.objects.filter(by=user), "at"),
        (_("recommendation"), Recommendation.objects.filter(by=user), "written_at"),
        (_("taken back"), Recommendation.objects.filter(withdrawn_by=user), "withdrawn_at"),
    ]
    rows: list[list[Cell]] = []
    for what, found, moment in kinds:
        for row in found.order_by("pk"):
            session = row if isinstance(row, Session) else row.session
            text = getattr(row, "text", "") or getattr(row, "reason", "")
            link = _link(session.get_absolute_url())
            rows.append([what, session.theme, text, _moment(getattr(row, moment)), link])
    heads = [_("What"), _("Session"), _("Text"), _("When"), _("Link")]
    return Topic("sesi", _("What I did for panel sessions"), heads, rows)


def _discussed(user: User) -> Topic:
    posts = Post.objects.filter(author=user).select_related("topic").order_by("pk")
    posts = posts.prefetch_related("mentions__person", "enclosures")
    return Topic(
        "diskusi",
        _("What I wrote in discussions"),
        [_("Topic"), _("Text"), _("When"), _("Files"), _("Link")],
        [
            [
                r.topic.title,
                with_names(r.body, {m.person_id: m.person.name for m in r.mentions.all()}),
                _moment(r.at),
                ", ".join(file.name for file in r.enclosures.all()),
                _link(r.get_absolute_url()),
            ]
            for r in posts
        ],
    )


def _in_discussions(user: User) -> Topic:
    """What I follow, where I am named, what I accepted, reported and decided."""
    rows: list[tuple[str, Post, datetime | None, str]] = []
    for follow in Follow.objects.filter(person=user).select_related("topic").order_by("pk"):
        first = follow.topic.posts.first()
        if first:
            rows.append((_("followed") if follow.is_on else _("not followed"), first, None, ""))
    for mention in Mention.objects.filter(person=user).select_related("post__topic").order_by("pk"):
        rows.append((_("named"), mention.post, mention.post.at, ""))
    for post in Post.objects.filter(accepted_by=user).select_related("topic").order_by("pk"):
        rows.append((_("accepted"), post, post.accepted_at, ""))
    for flag in Flag.objects.filter(by=user).select_related("post__topic"):
        rows.append((_("reported"), flag.post, flag.at, flag.reason))
    for ruling in Ruling.objects.filter(by=user).select_related("post__topic"):
        rows.append((str(ruling.get_kind_display()), ruling.post, ruling.at, ruling.reason))
    return Topic(
        "ikut-diskusi",
        _("What I follow, accepted and reported in discussions"),
        [_("What"), _("Topic"), _("When"), _("Why"), _("Link")],
        [
            [what, post.topic.title, _moment(at), why, _link(post.get_absolute_url())]
            for what, post, at, why in rows
        ],
    )


def _readings(user: User) -> Topic:
    rows = Reading.objects.filter(recorded_by=user, withdrawn_at=None)
    rows = rows.select_related("pesantren", "indicator").order_by("pk")
    return Topic(
        "angka",
        _("Figures that I recorded"),
        [
            _("Pesantren"),
            _("Figure"),
            _("Value"),
            _("Unit of measure"),
            _("Day"),
            _("Source"),
            _("Link"),
        ],
        [
            [
                str(r.pesantren),
                str(r.indicator),
                plain_value(r),
                r.unit,
                r.on,
                r.source,
                _link(r.pesantren.get_absolute_url()),
            ]
            for r in rows
        ],
    )


def _directory(user: User) -> Topic:
    papers = Paper.objects.filter(recorded_by=user).select_related("product").order_by("pk")
    facts = FactCheck.objects.filter(by=user).select_related("pesantren").order_by("pk")
    seen = PaperCheck.objects.filter(by=user).select_related("paper__product").order_by("pk")
    return Topic(
        "direktori",
        _("Papers that I recorded, and checks that I made"),
        [_("What"), _("About"), _("When"), _("Link")],
        [
            *(_paper(row, str(row), _moment(row.recorded_at)) for row in papers),
            *(
                _row(
                    row.get_kind_display(),
                    str(row.pesantren),
                    _moment(row.at),
                    _link(row.pesantren.get_absolute_url()),
                )
                for row in facts
            ),
            *(_paper(row.paper, _("number seen at its issuer"), row.on) for row in seen),
        ],
    )


def _paper(paper: Paper, what: str, when: Cell) -> list[Cell]:
    return [what, str(paper.product), when, _link(paper.product.get_absolute_url())]


def _stories(user: User) -> Topic:
    versions = Version.objects.filter(by=user).select_related("story").order_by("pk")
    steps = StoryEvent.objects.filter(by=user).select_related("version__story").order_by("pk")
    proposals = Proposal.objects.filter(proposed_by=user).select_related("pesantren").order_by("pk")
    rats = Rat.objects.filter(recorded_by=user).select_related("koppontren").order_by("pk")
    return Topic(
        "lainnya",
        _("Stories, proposals and annual meetings that I wrote down"),
        [_("What"), _("About"), _("When"), _("Link")],
        [
            *(
                _row(_("Story"), r.title, _moment(r.at), _link(r.story.get_absolute_url()))
                for r in versions
            ),
            *(
                _row(
                    f"{_('Story')}: {r.get_kind_display()}",
                    r.version.title,
                    _moment(r.at),
                    _link(r.version.story.get_absolute_url()),
                )
                for r in steps
            ),
            *(_row(_("Proposal"), str(r), _moment(r.proposed_at), "") for r in proposals),
            *(_row(_("Annual meeting"), f"{r.koppontren} {r.year}", r.held_on, "") for r in rats),
        ],
    )


def _consents(user: User) -> Topic:
    rows: list[list[Cell]] = []
    for koppontren in _koppontren_of(user):
        with acting_for(koppontren):
            mine = Consent.objects.of(koppontren).filter(Q(given_by=user) | Q(withdrawn_by=user))
            for r in mine.select_related("indicator").order_by("pk"):
                given = r.given_at if r.given_by_id == user.pk else None
                taken = r.withdrawn_at if r.withdrawn_by_id == user.pk else None
                what = _row(str(koppontren), str(r.indicator), r.starts_on, r.ends_on)
                rows.append([*what, _moment(given), _moment(taken)])
    heads = [_("Koppontren"), _("Figure"), _("From"), _("Until"), _("Given by me"), _("Taken back")]
    return Topic("persetujuan", _("Consents that I gave or took back"), heads, rows)


def _tokens(user: User) -> Topic:
    rows: list[list[Cell]] = []
    for koppontren in _koppontren_of(user):
        with acting_for(koppontren):
            for r in ApiToken.objects.of(koppontren).filter(user=user).order_by("pk"):
                what: list[Cell] = [str(koppontren), r.name, r.get_scope_display(), f"…{r.hint}"]
                moments = (r.made_at, r.expires_at, r.used_at, r.revoked_at)
                rows.append([*what, *map(_moment, moments)])
    heads = [_("Koppontren"), _("Name"), _("May do"), _("Ends with")]
    times = [_("Made"), _("Valid until"), _("Last used"), _("Revoked")]
    return Topic("token", _("My tokens for programs, without their secrets"), heads + times, rows)


def _pins(user: User) -> Topic:
    rows: list[list[Cell]] = []
    for koppontren in _koppontren_of(user):
        with acting_for(koppontren):
            mine = Pin.objects.of(koppontren).filter(person=user).select_related("device")
            for r in mine.order_by("pk"):
                moments = (r.code_given_at, r.chosen_at, r.unlocked_at)
                rows.append([str(koppontren), r.device.name, *map(_moment, moments)])
    heads = [_("Koppontren"), _("Shared device"), _("Start code given"), _("PIN chosen")]
    heads += [_("Unlocked")]
    return Topic("pin", _("My PINs at shared devices, without the PINs"), heads, rows)


def _entries(user: User) -> Topic:
    rows: list[list[Cell]] = []
    for koppontren in _koppontren_of(user):
        with acting_for(koppontren):
            mine = Entry.objects.of(koppontren).filter(by=user).order_by()
            found = mine.values("kind").annotate(n=Count("number"), a=Min("on"), z=Max("on"))
            for r in found.order_by("kind"):
                rows.append(
                    [str(koppontren), str(kind_in_words(r["kind"])), r["n"], r["a"], r["z"]]
                )
    heads = [_("Koppontren"), _("What"), _("How many"), _("First"), _("Last")]
    return Topic("pembukuan", _("How much I recorded in books"), heads, rows)


def _drawers(user: User) -> Topic:
    rows: list[list[Cell]] = []
    for koppontren in _koppontren_of(user):
        with acting_for(koppontren):
            held = Shift.objects.of(koppontren).filter(teller=user).prefetch_related("counts")
            for r in held.select_related("drawer__account").order_by("pk"):
                differed = sum(count.difference for count in r.counts.all())
                moments = (_moment(r.opened_at), _moment(r.closed_at))
                rows.append([str(koppontren), str(r.drawer), *moments, differed])
    heads = [_("Koppontren"), _("Drawer"), _("Opened"), _("Closed"), _("Counts that differed")]
    return Topic("laci", _("Drawers that I held"), heads, rows)


def _deliveries(user: User) -> Topic:
    rows: list[list[Cell]] = []
    for koppontren in _koppontren_of(user):
        with acting_for(koppontren):
            mine = Q(sent_by=user) | Q(ended_by=user) | Q(refused_by=user)
            for r in Delivery.objects.of(koppontren).filter(mine).order_by("pk"):
                did = _("Sent by me") if r.sent_by_id == user.pk else _("Looked at by me")
                rows.append([str(koppontren), did, r.amount, _moment(r.sent_at), r.reason])
    heads = [_("Koppontren"), _("What"), _("Amount"), _("When"), _("Reason")]
    return Topic("kiriman-uang", _("Cash that I sent or received"), heads, rows)


def _rounds(user: User) -> Topic:
    rows: list[list[Cell]] = []
    for koppontren in _koppontren_of(user):
        with acting_for(koppontren):
            mine = Round.objects.of(koppontren).filter(collector=user).select_related("group")
            for r in mine.order_by("pk"):
                rows.append(
                    [str(koppontren), r.group.name, _moment(r.given_at), _moment(r.ended_at)]
                )
    heads = [_("Koppontren"), _("Group"), _("From"), _("Until")]
    return Topic("keliling", _("Groups that I collected from"), heads, rows)


def _collected(user: User) -> Topic:
    """What the person took, without whom it was from: that is about them."""
    rows: list[list[Cell]] = []
    for koppontren in _koppontren_of(user):
        with acting_for(koppontren):
            for r in Receipt.objects.of(koppontren).filter(collector=user).order_by("pk"):
                moments = (_moment(r.said_at), _moment(r.taken_at), _moment(r.arrived_at))
                rows.append([str(koppontren), r.amount, *moments])
    heads = [
        _("Koppontren"),
        _("Amount"),
        _("Taken by the phone's clock"),
        _("Cash taken"),
        _("Arrived"),
    ]
    return Topic("tagihan", _("Receipts that I took as a collector"), heads, rows)


def _own_savings(user: User) -> Topic:
    """The member that somebody is, and children whose guardian they are."""
    rows: list[list[Cell]] = []
    files: dict[str, bytes] = {}
    for own in all_own(user):
        m = own.member
        photo, file = photo_of(m), f"foto-{own.koppontren.slug}-{m.number}.webp"
        if photo:
            files[file] = photo
        what = _row(own.koppontren.name, str(own.capacity.label), m.number, m.name)
        reach = _row(f"+{m.phone}" if m.phone else "", m.address, m.birth_date, m.joined_on)
        rows.append([*what, *reach, m.masked_nik, file if photo else "", own.total])
    heads = [_("Koppontren"), _("As what"), _("Number"), _("Name"), _("Telephone"), _("Address")]
    heads += [_("Date of birth"), _("Member since"), _("NIK, last digits"), _("Photo")]
    heads.append(_("Savings"))
    title = _("My membership, and my children's")
    return Topic("keanggotaan", title, heads, rows, tuple(files.items()))


def _own_ties(user: User) -> Topic:
    """Links by which this account saw a member; one that was never taken is nobody's yet."""
    rows: list[list[Cell]] = []
    for r in MemberTie.objects.filter(person=user).select_related("koppontren").order_by("pk"):
        what = _row(r.koppontren.name, r.get_capacity_display(), r.called, f"+{r.phone}")
        rows.append([*what, _moment(r.tied_at), _moment(r.ended_at)])
    heads = [_("Koppontren"), _("As what"), _("Name"), _("Number"), _("Tied"), _("Ended")]
    return Topic("tautan-simpanan", _("Links to savings that I took"), heads, rows)


def _refused(user: User) -> Topic:
    rows: list[list[Cell]] = []
    for koppontren in _koppontren_of(user):
        with acting_for(koppontren):
            mine = Q(collector=user) | Q(settled_by=user)
            for r in Refused.objects.of(koppontren).filter(mine).order_by("pk"):
                did = _("taken by me") if r.collector_id == user.pk else _("settled by me")
                rows.append([str(koppontren), did, r.amount, _moment(r.refused_at), r.how])
    heads = [_("Koppontren"), _("What"), _("Amount"), _("When"), _("How it was settled")]
    return Topic(
        "kwitansi-ditolak", _("Receipts of collectors that were not accepted"), heads, rows
    )


TOPICS: list[Callable[[User], Topic]] = [
    _account,
    _roles,
    _invitations,
    _notifications,
    _ways,
    _sign_ins,
    _work,
    _cases,
    _said,
    _sessions,
    _discussed,
    _in_discussions,
    _readings,
    _directory,
    _stories,
    _consents,
    _tokens,
    _pins,
    _entries,
    _drawers,
    _deliveries,
    _rounds,
    _collected,
    _refused,
    _own_savings,
    _own_ties,
]


def _koppontren_of(user: User) -> QuerySet[Koppontren]:
    """Where the person works or once worked."""
    return Koppontren.objects.filter(memberships__user=user).distinct().order_by("pk")


def _row(*cells: Cell) -> list[Cell]:
    return list(cells)


def _moment(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""


def _yes(is_so: bool) -> str:
    return _("yes") if is_so else _("no")


def _link(path: str) -> str:
    return f"{settings.ORIGIN}{path}"


def shown(cell: Any) -> str:
    """A cell as the page to read says it."""
    return cell.isoformat() if isinstance(cell, date) else str(cell if cell is not None else "")
