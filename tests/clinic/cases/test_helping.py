"""A partner offers help on a case, is accepted or declined, and does what was agreed."""

from uuid import uuid4

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from klinik.clinic.cases.commands import (
    accept_help,
    answer_case,
    close_case,
    decline_help,
    offer_help,
    refer_case,
    set_activity,
)
from klinik.clinic.cases.models import Activity, Audience, Case, CaseEvent, Help
from klinik.clinic.cases.queries import cases_to_answer
from klinik.clinic.cases.rules import HelpAnswered, HelpOffered, NotHelping, NotOpenToNetwork
from klinik.directory.models import Partner
from klinik.people.models import User
from klinik.tenancy.access import read_as
from klinik.tenancy.roles import Role
from tests import world
from tests.clinic.cases.test_named import told
from tests.clinic.scene import Scene, journal


@pytest.fixture
def partner(scene: Scene) -> Partner:
    return world.make_partner()


@pytest.fixture
def mentor(partner: Partner) -> User:
    return world.make_member_of(partner, Role.MENTOR, name="Mentor")


def offered(case: Case, partner: Partner, by: User) -> Help:
    read_as(by)
    offer_help(case, partner=partner, text="Kami dampingi.", request_id=uuid4(), by=by)
    return case.helps.get(partner=partner)


def activity_for(case: Case, partner: Partner, scene: Scene) -> Activity:
    read_as(scene.officer)
    set_activity(
        case,
        kind=Activity.Kind.MENTORING,
        what="Pendampingan",
        who="Dosen",
        on=timezone.localdate(),
        partner=partner,
        request_id=uuid4(),
        by=scene.officer,
    )
    return case.activities.get()


def test_from_the_offer_to_the_activity_that_the_partner_did(
    client: Client, scene: Scene, partner: Partner, mentor: User
) -> None:
    case = scene.taken(audience=Audience.NETWORK)
    client.force_login(mentor)
    sent = {"text": "Kami dampingi.", "request_id": uuid4()}
    offer = reverse("cases:offer", args=[case.number])
    assert "/bantuan/" in client.get(case.get_absolute_url()).content.decode()
    for _ in range(2):
        assert client.post(offer, sent).status_code == 302
    assert client.post(offer, sent | {"request_id": uuid4()}).status_code == 422
    row = Help.objects.get()

    client.force_login(scene.manager)
    assert "Kami dampingi." in client.get(case.get_absolute_url()).content.decode()
    accept = reverse("cases:accept", args=[case.number, row.pk])
    assert [client.post(accept).status_code for _ in range(2)] == [302, 302]
    decline = reverse("cases:decline", args=[case.number, row.pk])
    assert client.post(decline, {"reason": "Tidak jadi"}).status_code == 422

    client.force_login(scene.officer)
    plan = {"kind": "mentoring", "what": "Dampingi", "who": "Dosen", "partner": partner.slug}
    plan |= {"on": str(timezone.localdate()), "request_id": str(uuid4())}
    planned = client.post(reverse("cases:plan", args=[case.number]), plan)
    assert planned.status_code == 302
    activity = case.activities.get()
    assert activity.partner == partner

    client.force_login(mentor)
    read_as(mentor)
    assert list(cases_to_answer(mentor)) == [case]
    assert client.get(case.get_absolute_url()).status_code == 200
    done = reverse("cases:done", args=[case.number, activity.pk])
    assert (
        client.post(
            done, {"on": timezone.localdate(), "note": "Sudah.", "request_id": uuid4()}
        ).status_code
        == 302
    )
    answer = reverse("cases:answer", args=[case.number])
    assert client.post(answer, {"text": "Terima kasih", "request_id": uuid4()}).status_code == 302
    read_as(mentor)
    case.refresh_from_db()
    assert case.stage == "done"
    assert list(cases_to_answer(mentor)) == []
    assert journal(case) == [
        "opened by Manajer",
        "taken by Petugas",
        "offered by Mentor",
        "accepted by Manajer",
        "planned by Petugas",
        "done by Mentor",
        "answered by Mentor",
    ]


def test_declined_with_a_reason_and_offered_again(
    scene: Scene, partner: Partner, mentor: User
) -> None:
    case = scene.taken(audience=Audience.NETWORK)
    row = offered(case, partner, mentor)
    with pytest.raises(HelpOffered):
        offered(case, partner, mentor)
    read_as(scene.officer)

    for _ in range(2):
        decline_help(case, help=row, reason="Sudah ada.", by=scene.officer)
    with pytest.raises(HelpAnswered):
        accept_help(case, help=row, by=scene.officer)
    with pytest.raises(NotHelping):
        activity_for(case, partner, scene)
    read_as(mentor)
    assert case.events.get(kind="declined").text == "Sudah ada."
    offer_help(case, partner=partner, text="Lagi.", request_id=uuid4(), by=mentor)
    assert case.helps.count() == 2


def test_a_case_for_the_offices_is_not_there_for_partners(
    client: Client, scene: Scene, partner: Partner, mentor: User
) -> None:
    case = scene.taken()
    client.force_login(mentor)

    assert client.get(case.get_absolute_url()).status_code == 404
    offer = reverse("cases:offer", args=[case.number])
    assert client.post(offer, {"text": "x", "request_id": uuid4()}).status_code == 404
    read_as(scene.officer)
    with pytest.raises(NotOpenToNetwork):
        offer_help(case, partner=partner, text="x", request_id=uuid4(), by=scene.officer)
    read_as(mentor)
    assert Case.objects.count() == Activity.objects.count() == CaseEvent.objects.count() == 0
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Help.objects.create(case=case, partner=partner, text="x")


def test_an_offer_of_help_is_between_the_partner_and_the_parties(
    client: Client, scene: Scene, partner: Partner, mentor: User
) -> None:
    case = scene.taken(audience=Audience.NETWORK)
    row = offered(case, partner, mentor)
    other = world.make_partner("bank", kind="business", is_lender=True)
    lender = world.make_member_of(other, Role.LENDER)
    neighbour = world.make_member_of(world.make_koppontren("an-nur"), Role.MANAGER)
    panelist = world.make_member_of(partner, Role.PANELIST)
    for person in (lender, neighbour, panelist):
        read_as(person)
        assert (Help.objects.count(), case.events.filter(kind="offered").count()) == (0, 0)
        client.force_login(person)
        page = client.get(case.get_absolute_url())
        assert (page.status_code, "Kami dampingi." in page.content.decode()) == (200, False)
        for step in ("accept", "decline"):
            given = client.post(reverse(f"cases:{step}", args=[case.number, row.pk]))
            assert given.status_code == 403
    for person in (neighbour, panelist):
        client.force_login(person)
        given = client.post(reverse("cases:offer", args=[case.number]), {"text": "x"})
        assert given.status_code == 403
    client.force_login(world.make_user())
    for name, args in (("offer", [case.number]), ("accept", [case.number, row.pk])):
        assert client.post(reverse(f"cases:{name}", args=args)).status_code == 404


def test_nobody_acts_for_a_partner_that_is_not_theirs(
    client: Client, scene: Scene, partner: Partner, mentor: User
) -> None:
    case = scene.taken(audience=Audience.NETWORK)
    row = offered(case, partner, mentor)
    read_as(scene.officer)
    accept_help(case, help=row, by=scene.officer)
    activity = activity_for(case, partner, scene)
    other = world.make_partner("bank", kind="business", is_lender=True)
    lender = world.make_member_of(other, Role.LENDER)
    client.force_login(lender)
    done = reverse("cases:done", args=[case.number, activity.pk])

    assert client.post(done, {"on": timezone.localdate(), "note": "x"}).status_code == 403
    answer = reverse("cases:answer", args=[case.number])
    assert client.post(answer, {"text": "x", "request_id": uuid4()}).status_code == 403
    read_as(lender)
    for content in ({"kind": "answered"}, {"kind": "done", "activity": activity}):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            CaseEvent.objects.create(case=case, by=lender, text="x", **content)
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Help.objects.create(case=case, partner=partner, text="x")
    read_as(mentor)
    for kind in ("taken", "closed", "accepted"):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            CaseEvent.objects.create(case=case, kind=kind, by=mentor, text="x")


def test_who_helps_hears_of_replies_and_of_the_closing(
    scene: Scene, partner: Partner, mentor: User
) -> None:
    case = scene.done(audience=Audience.NETWORK)
    row = offered(case, partner, mentor)
    read_as(scene.officer)
    accept_help(case, help=row, by=scene.officer)
    asked = world.make_member_of(world.make_office("pelatihan"), Role.OFFICER, name="Dinas")
    read_as(scene.officer)
    to = {"office": asked.memberships.get().office, "text": "Mohon bantu.", "request_id": uuid4()}
    refer_case(case, **to, by=scene.officer)  # type: ignore[arg-type]
    read_as(scene.manager)
    answer_case(case, text="Terima kasih.", request_id=uuid4(), by=scene.manager)
    read_as(mentor)
    answer_case(case, text="Sama-sama.", request_id=uuid4(), by=mentor)
    read_as(scene.officer)
    close_case(scene.measured_anew(case), by=scene.officer)

    heard = ["case.answered", "case.measured", "case.closed"]
    assert told(mentor) == ["case.accepted", *heard]
    # A partner that writes does not see whom else its office asks.
    assert told(asked) == ["case.referred", *heard]
