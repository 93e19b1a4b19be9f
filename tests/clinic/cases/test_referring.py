"""Give, refer, hand over: who works on a case, who is asked, and whose it is."""

from uuid import uuid4

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse

from klinik.clinic.cases.commands import (
    accept_referral,
    assign_case,
    fulfil_referral,
    reassign_case,
    recall_referral,
    refer_case,
    refuse_referral,
)
from klinik.clinic.cases.models import Audience, Case, CaseEvent, Referral, Stage
from klinik.clinic.cases.queries import cases_to_answer, helping, state_of
from klinik.clinic.cases.rules import (
    NobodyAnswers,
    NotOneAsked,
    NotOpenToNetwork,
    OnlyNamedRead,
    OtherOfficer,
    ReferralAnswered,
    ReferralStands,
)
from klinik.directory.models import Partner
from klinik.people.models import User
from klinik.tenancy.access import read_as
from klinik.tenancy.models import Office
from klinik.tenancy.roles import Role
from tests import world
from tests.clinic.cases.test_named import told
from tests.clinic.scene import Scene, journal


@pytest.fixture
def regency(scene: Scene) -> Office:
    """The office of the pesantren's own regency."""
    return world.make_office("lamongan", region=scene.pesantren.region)


@pytest.fixture
def regent(regency: Office) -> User:
    """Its officer."""
    return world.make_member_of(regency, Role.OFFICER, name="Dinas")


def referred(
    scene: Scene, case: Case, *, office: Office | None = None, partner: Partner | None = None
) -> Referral:
    """The officer asks."""
    read_as(scene.officer)
    content = {"text": "Mohon kunjungi.", "request_id": uuid4(), "by": scene.officer}
    refer_case(case, office=office, partner=partner, **content)  # type: ignore[arg-type]
    return case.referrals.latest("pk")


def test_a_referral_is_accepted_and_done_while_the_case_stays(
    client: Client, scene: Scene, regency: Office, regent: User
) -> None:
    case = scene.taken()
    client.force_login(scene.officer)
    ask = reverse("cases:refer", args=[case.number])
    sent = {"to": "office:lamongan", "text": "Mohon kunjungi.", "request_id": str(uuid4())}
    for _ in range(2):
        assert client.post(ask, sent).status_code == 302
    assert client.post(ask, sent | {"request_id": str(uuid4())}).status_code == 422
    row = Referral.objects.get()
    assert told(regent) == ["case.referred"]
    assert list(cases_to_answer(regent)) == [case]

    def step(name: str, **typed: str) -> int:
        return client.post(reverse(f"cases:{name}", args=[case.number, row.pk]), typed).status_code

    assert step("welcome") == 403  # who asked does not answer
    client.force_login(regent)
    assert step("fulfil", note="Sudah.") == 422  # not accepted yet
    assert [step("welcome"), step("welcome")] == [302, 302]
    assert step("refuse", reason="Tidak jadi.") == 422
    assert step("recall", reason="x") == 403
    message = {"text": "Kami datang Senin.", "request_id": str(uuid4())}
    assert client.post(reverse("cases:answer", args=[case.number]), message).status_code == 302
    assert step("fulfil", note="") == 422
    assert [step("fulfil", note="Sudah."), step("fulfil", note="Sudah.")] == [302, 302]

    read_as(scene.officer)
    case.refresh_from_db()
    assert (case.stage, case.office, case.taken_by) == (Stage.TAKEN, scene.office, scene.officer)
    assert journal(case) == [
        "opened by Manajer",
        "taken by Petugas",
        "referred by Petugas",
        "welcomed by Dinas",
        "answered by Dinas",
        "fulfilled by Dinas",
    ]
    assert told(scene.officer)[-3:] == [
        "case.referral_accepted",
        "case.answered",
        "case.referral_done",
    ]


def test_refused_or_withdrawn_with_a_reason_and_asked_again(
    scene: Scene, regency: Office, regent: User
) -> None:
    case = scene.taken()
    first = referred(scene, case, office=regency)
    with pytest.raises(ReferralStands):
        referred(scene, case, office=regency)
    read_as(regent)
    refuse_referral(case, referral=first, reason="Tidak ada petugas.", by=regent)
    with pytest.raises(ReferralAnswered):
        accept_referral(case, referral=first, by=regent)
    second = referred(scene, case, office=regency)
    recall_referral(case, referral=second, reason="Sudah tidak perlu.", by=scene.officer)
    read_as(regent)
    with pytest.raises(ReferralAnswered):
        fulfil_referral(case, referral=second, note="Sudah.", by=regent)

    assert [state_of(first), state_of(second)] == ["refused", "recalled"]
    assert case.events.get(kind="refused").text == "Tidak ada petugas."
    assert told(regent) == ["case.referred", "case.referred", "case.referral_recalled"]


def test_a_partner_is_asked_only_where_it_may_read(scene: Scene) -> None:
    partner, other = world.make_partner(), world.make_partner("bank-contoh")
    mentor = world.make_member_of(partner, Role.MENTOR, name="Mentor")
    stranger = world.make_member_of(other, Role.MENTOR)
    with pytest.raises(NotOpenToNetwork):
        referred(scene, scene.taken(), partner=partner)
    case = scene.taken(audience=Audience.NETWORK, title="Terbuka")
    row = referred(scene, case, partner=partner)

    read_as(stranger)
    assert Referral.objects.count() == 0
    assert journal(case) == ["opened by Manajer", "taken by Petugas"]
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        CaseEvent.objects.create(
            case=case, kind="welcomed", by=stranger, side="partner", referral=row
        )
    read_as(mentor)
    accept_referral(case, referral=row, by=mentor)
    assert list(helping(case)) == [partner]
    fulfil_referral(case, referral=row, note="Sudah.", by=mentor)
    assert list(case.events.values_list("side", flat=True))[-2:] == ["partner", "partner"]


def test_what_no_referral_can_be(scene: Scene, regency: Office) -> None:
    elsewhere = world.make_office("malang", region=world.make_region("3573", "Malang", "kota"))
    case = scene.taken()
    for office in (None, scene.office, elsewhere):
        with pytest.raises(NotOneAsked):
            referred(scene, case, office=office)
    hidden = scene.taken(audience=Audience.NAMED, readers=[scene.officer], title="Rahasia")
    with pytest.raises(OnlyNamedRead):
        referred(scene, hidden, office=regency)
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Referral.objects.create(case=hidden, office=regency, text="x")


def test_a_case_is_given_to_a_colleague_who_then_answers_for_it(
    client: Client, scene: Scene
) -> None:
    colleague = world.make_member_of(scene.office, Role.OFFICER, name="Rekan")
    other = world.make_member_of(world.make_office("pelatihan"), Role.OFFICER)
    secretary = world.make_member_of(world.make_office("sekretariat"), Role.SECRETARIAT)
    case = scene.opened()
    client.force_login(secretary)
    url = reverse("cases:assign", args=[case.number])
    sent = {"person": str(colleague.pk), "request_id": str(uuid4())}
    assert [client.post(url, sent).status_code for _ in range(2)] == [302, 302]
    foreign = {"person": str(other.pk), "request_id": str(uuid4())}
    assert client.post(url, foreign).status_code == 422

    read_as(scene.officer)
    case.refresh_from_db()
    assert (case.stage, case.office, case.taken_by) == (Stage.TAKEN, scene.office, colleague)
    assert told(colleague) == ["case.opened", "case.assigned"]
    read_as(scene.officer)
    assign_case(case, person=scene.officer, request_id=uuid4(), by=scene.officer)
    with pytest.raises(OtherOfficer):
        assign_case(case, person=other, request_id=uuid4(), by=scene.officer)
    assert case.events.filter(kind="assigned").count() == 2


def test_a_hidden_case_goes_where_somebody_named_can_take_it(scene: Scene) -> None:
    other = world.make_office("pelatihan")
    colleague = world.make_member_of(scene.office, Role.OFFICER)
    case = scene.taken(audience=Audience.NAMED, readers=[scene.officer])
    assert other.aspect

    with pytest.raises(OtherOfficer):
        assign_case(case, person=colleague, request_id=uuid4(), by=scene.officer)
    with pytest.raises(NobodyAnswers):
        reassign_case(
            case, aspect=other.aspect, reason="Bukan kami.", request_id=uuid4(), by=scene.officer
        )
