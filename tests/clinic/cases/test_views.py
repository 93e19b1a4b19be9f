"""The pages of the cases: what is typed, refused, kept, and how many questions a list asks."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from klinik.clinic.cases.commands import choose_result, close_case
from klinik.clinic.cases.models import Audience, Case, CaseEvent, Enclosure, Stage
from klinik.clinic.cases.rules import AlreadyDone
from klinik.directory.commands import record_reading, withdraw_readings
from klinik.directory.models import Reading
from klinik.people.models import Notification
from klinik.tenancy.access import read_as
from klinik.tenancy.roles import Role
from tests import world
from tests.clinic.scene import Scene, first_figure, journal

NEW = "/kasus/baru/"
LIST = "/kasus/"


def picture() -> SimpleUploadedFile:
    """A small photo."""
    drawn = BytesIO()
    Image.new("RGB", (40, 30), "green").save(drawn, "PNG")
    return SimpleUploadedFile("../../nota toko.png", drawn.getvalue(), "image/png")


def paper(name: str) -> SimpleUploadedFile:
    """A small document."""
    return SimpleUploadedFile(name, b"%PDF-1.7 nota %%EOF", "application/pdf")


def typed(scene: Scene, **other: Any) -> dict[str, Any]:
    """The form as a manager fills it in."""
    assert scene.office.aspect
    content: dict[str, Any] = {
        "title": "Laporan terlambat",
        "description": "Nota disalin tiga kali.",
        "since": "2025-01-31",
        "tried": "",
        "aspect": scene.office.aspect.code,
        "indicator": scene.indicator.code,
        "baseline": "1.250,5",
        "target": "900",
        "audience": Audience.OFFICES,
        "request_id": str(uuid4()),
    }
    return content | other


@pytest.fixture
def manager(client: Client, scene: Scene) -> Client:
    """The manager's browser."""
    client.force_login(scene.manager)
    return client


def test_a_manager_opens_a_case(manager: Client, scene: Scene) -> None:
    answer = manager.post(NEW, typed(scene))

    case = Case.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, case.get_absolute_url())
    assert (case.pesantren, case.stage, str(first_figure(case).value)) == (
        scene.pesantren,
        Stage.WAITING,
        "1250.500",
    )


def test_a_double_click_opens_one_case(manager: Client, scene: Scene) -> None:
    form = typed(scene)

    first, second = manager.post(NEW, form), manager.post(NEW, form)

    assert first.headers["Location"] == second.headers["Location"]
    assert Case.objects.count() == 1


def test_a_file_is_kept_drawn_anew_as_evidence_of_the_figure(manager: Client, scene: Scene) -> None:
    manager.post(NEW, typed(scene, enclosures=[picture(), paper("nota kedua.pdf")]))

    case = Case.objects.get()
    kept = [(row.name, row.event.kind) for row in Enclosure.objects.all()]
    assert kept == [("nota toko.png", "opened"), ("nota kedua.pdf", "opened")]
    page = manager.get(case.get_absolute_url()).content.decode()
    assert "nota kedua.pdf" in page
    assert "19\xa0bita" in page
    assert first_figure(case).origin == Reading.Origin.DOCUMENT
    answer = manager.get(reverse("directory:evidence", args=[case.baseline_id]))
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert b"".join(answer).startswith(b"\xff\xd8")


def test_a_file_of_a_message_is_a_download_and_stays_nowhere_on_the_way(
    manager: Client, scene: Scene
) -> None:
    case = scene.opened()
    files = [picture(), paper("kedua.pdf")]
    message = {"text": "Nota", "request_id": str(uuid4()), "enclosures": files}
    manager.post(reverse("cases:answer", args=[case.number]), message)
    event = case.events.get(kind="answered")
    kept, second = event.enclosures.all()

    answer = manager.get(reverse("cases:file", args=[case.number, kept.pk]))

    assert (kept.name, second.name) == ("nota toko.png", "kedua.pdf")
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    name = f"{case.number}-{kept.pk}.jpg"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert b"".join(answer).startswith(b"\xff\xd8")


def test_an_event_without_a_file_has_none_to_show(manager: Client, scene: Scene) -> None:
    case = scene.opened()

    for event in (case.events.get().pk, 10**12):
        assert manager.get(reverse("cases:file", args=[case.number, event])).status_code == 404


BAD = {
    "title": ["", " ", "x" * 10_000],
    "description": ["", "x" * 5001, "\0"],
    "since": ["", "besok", "2025-13-45", "9999-01-01", "٢٠٢٥-٠١-٠١x"],
    "aspect": ["", "tidak-ada", "1\0"],
    "indicator": ["", "tidak-ada", "\0"],
    "baseline": ["", "banyak", "-5", "1,2345", "9" * 40, "NaN", "1e9", "١٢", "\0", "21" * 200],
    "target": ["", "1.250,5", "1..5"],
    "audience": ["", "everybody"],
    "request_id": ["", "x", "\0"],
    "tried": ["\0"],
}


@pytest.mark.parametrize(
    ("field", "value"), [(field, value) for field, values in BAD.items() for value in values]
)
def test_what_cannot_be_meant_is_refused_and_nothing_is_half_saved(
    manager: Client, scene: Scene, field: str, value: str
) -> None:
    answer = manager.post(NEW, typed(scene, **{field: value}))

    assert answer.status_code == 422
    read_as(scene.manager)
    assert (Case.objects.count(), Reading.objects.count()) == (0, 0)


def test_what_was_typed_stays_on_the_refused_page(manager: Client, scene: Scene) -> None:
    answer = manager.post(NEW, typed(scene, baseline="banyak", title="Panen ﷽ ꦲꦏ꧀ <b>"))
    page = answer.content.decode()

    assert 'value="Panen ﷽ ꦲꦏ꧀ &lt;b&gt;"' in page
    assert 'value="banyak"' in page
    assert "Nota disalin tiga kali." in page


def test_a_file_that_is_no_picture_is_refused_with_a_sentence(
    manager: Client, scene: Scene
) -> None:
    fake = SimpleUploadedFile("foto.png", b"<script>alert(1)</script>", "image/png")
    empty = SimpleUploadedFile("kosong.pdf", b"", "application/pdf")

    answer = manager.post(NEW, typed(scene, enclosures=[picture(), fake, empty]))

    assert answer.status_code == 422
    told = answer.context["form"].errors["enclosures"]
    assert [line.split(":")[0] for line in told] == ["foto.png", "kosong.pdf"]
    read_as(scene.manager)
    kept = (Case.objects.count(), Reading.objects.count(), Enclosure.objects.count())
    assert kept == (0, 0, 0)


def test_more_than_five_files_are_refused_with_their_number(manager: Client, scene: Scene) -> None:
    answer = manager.post(NEW, typed(scene, enclosures=[paper(f"{n}.pdf") for n in range(6)]))

    (sentence,) = answer.context["form"].errors["enclosures"]
    assert all(number in sentence for number in "65")
    assert Case.objects.count() == 0


def test_every_script_is_kept_as_it_was_typed(manager: Client, scene: Scene) -> None:
    words = "كيف ꦥꦱꦤ꧀ꦠꦿꦺꦤ꧀ 🌾\r\nbaris dua"

    answer = manager.post(NEW, typed(scene, title="كيف ꦥꦱ", description=words), follow=True)

    assert Case.objects.get().title == "كيف ꦥꦱ"
    assert "ꦥꦱꦤ꧀ꦠꦿꦺꦤ꧀" in answer.content.decode()


def test_another_pesantren_is_not_on_offer(client: Client, scene: Scene) -> None:
    user = world.make_member_of(world.make_pesantren("an-nur"), Role.ASSISTANT)
    client.force_login(user)

    client.post(NEW, typed(scene, pesantren=scene.pesantren.slug))

    read_as(user)
    assert [case.pesantren.slug for case in Case.objects.all()] == ["an-nur"]


def test_who_speaks_for_two_pesantren_says_which(client: Client, scene: Scene) -> None:
    other = world.make_pesantren("an-nur")
    scene.manager.memberships.create(role=Role.ASSISTANT, pesantren=other)
    client.force_login(scene.manager)

    assert client.post(NEW, typed(scene)).status_code == 422
    assert client.post(NEW, typed(scene, pesantren="darul-falah")).status_code == 422
    assert client.post(NEW, typed(scene, pesantren="an-nur")).status_code == 302
    assert Case.objects.get().pesantren == other


@pytest.mark.parametrize("who", [Role.TELLER, Role.SUPERVISOR])
def test_who_does_not_speak_for_the_pesantren_opens_nothing(
    client: Client, scene: Scene, who: Role
) -> None:
    client.force_login(world.make_member_of(scene.koppontren, who))

    assert client.get(NEW).status_code == 403
    assert client.post(NEW, typed(scene)).status_code == 403


def test_an_officer_walks_the_whole_road_by_its_pages(client: Client, scene: Scene) -> None:
    case = scene.opened()
    client.force_login(scene.officer)
    today = timezone.localdate().isoformat()

    def step(name: str, *ids: int, **content: str) -> None:
        content["request_id"] = str(uuid4())
        answer = client.post(reverse(f"cases:{name}", args=[case.number, *ids]), content)
        assert answer.status_code == 302, answer.context["steps"][name].errors

    step("take")
    step("answer", text="Kami bantu.")
    step("plan", kind="visit", what="Kunjungan", who="Bidang", on=today)
    step("done", case.activities.get().pk, on=today, note="Sudah")
    step("measure", value="4", on=today, source="Buku")
    step("close")

    assert [line.split()[0] for line in journal(case)] == [
        "opened",
        "taken",
        "answered",
        "planned",
        "done",
        "measured",
        "closed",
    ]
    case.refresh_from_db()
    assert case.stage == Stage.CLOSED


def test_a_refused_step_stays_unfolded_with_its_words(client: Client, scene: Scene) -> None:
    case = scene.taken()
    client.force_login(scene.officer)

    form = {"kind": "visit", "what": "Kunjungan", "who": "Bidang", "on": "2020-01-01"}
    answer = client.post(
        reverse("cases:plan", args=[case.number]), form | {"request_id": str(uuid4())}
    )

    assert answer.status_code == 422
    assert answer.context["opened"] == "plan"
    assert 'value="Kunjungan"' in answer.content.decode()
    assert case.activities.count() == 0


def test_htmx_gets_the_panel_and_a_browser_the_page(client: Client, scene: Scene) -> None:
    case = scene.opened()
    client.force_login(scene.officer)

    panel = client.get(case.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
    page = client.get(case.get_absolute_url()).content.decode()

    assert panel.lstrip().startswith('<div id="case">')
    assert "<html" in page
    assert panel.strip()[:200] in page


def test_the_heading_of_a_panel_that_arrived_takes_the_focus(client: Client, scene: Scene) -> None:
    case = scene.opened()
    client.force_login(scene.officer)
    htmx = {"HX-Request": "true"}

    arrived = client.get(case.get_absolute_url(), headers=htmx).content.decode()
    page = client.get(case.get_absolute_url()).content.decode()
    refused = client.post(reverse("cases:answer", args=[case.number]), {}, headers=htmx)

    assert '<h1 tabindex="-1" autofocus aria-describedby="stage-now">' in arrived
    assert 'aria-current="step" id="stage-now"' in arrived
    # A page begins where pages begin, and a refusal is what a refused form tells of.
    assert ("autofocus" in page, "autofocus" in refused.content.decode()) == (False, False)


def test_the_second_officer_reads_who_was_faster(client: Client, scene: Scene) -> None:
    case = scene.taken()
    client.force_login(world.make_member_of(scene.office, Role.OFFICER))

    answer = client.post(reverse("cases:take", args=[case.number]))

    assert answer.status_code == 422
    assert "Petugas" in answer.context["steps"]["take"].errors["__all__"][0]


def test_a_late_click_on_a_done_activity_of_a_closed_case_is_answered(
    client: Client, scene: Scene
) -> None:
    case = scene.closed()
    client.force_login(scene.officer)
    url = reverse("cases:done", args=[case.number, case.activities.get().pk])

    assert client.post(url, {}).status_code == 422
    sent = {"on": timezone.localdate().isoformat(), "note": "Dua bantal hilang."}
    answer = client.post(url, sent | {"request_id": str(uuid4())})
    assert answer.status_code == 422
    assert "Dua bantal hilang." in answer.content.decode()  # what was written is not lost
    assert answer.context["steps"]["done"].errors["__all__"] == [str(AlreadyDone().message)]
    assert len(journal(case)) == 6


def share(scene: Scene) -> Reading:
    """A figure from the books."""
    read_as(scene.manager)
    return record_reading(
        scene.pesantren,
        indicator=scene.indicator,
        value=77_777,  # no request id has a point in it
        period="",
        on=timezone.localdate(),
        origin=Reading.Origin.BOOKS,
        source="Buku koperasi",
        by=scene.manager,
        evidence_hash="f" * 64,
        consent_number=uuid4(),
    )


def test_a_shared_figure_appears_on_the_case_and_leaves_with_its_consent(
    client: Client, scene: Scene
) -> None:
    case, reading = scene.taken(), share(scene)
    client.force_login(scene.officer)
    assert reading.consent_number

    assert "77.777" in client.get(case.get_absolute_url()).content.decode()
    chosen = client.post(reverse("cases:choose", args=[case.number, reading.pk]))
    assert chosen.status_code == 302
    read_as(scene.manager)
    withdraw_readings(reading.consent_number)

    page = client.get(case.get_absolute_url())
    assert "77.777" not in page.content.decode()
    assert page.context["after"] is None
    moves = ["withdraw", "triage", "assign", "refer", "reassign"]
    assert list(page.context["steps"]) == ["answer", "aim", "plan", "measure", "choose", *moves]
    assert client.post(reverse("cases:close", args=[case.number])).status_code == 422


def test_a_closed_case_without_its_withdrawn_figure_offers_no_story(
    client: Client, scene: Scene
) -> None:
    case, reading = scene.taken(), share(scene)
    read_as(scene.officer)
    choose_result(case, reading=reading, by=scene.officer)
    close_case(case, by=scene.officer)
    client.force_login(scene.manager)
    assert list(client.get(case.get_absolute_url()).context["steps"]) == ["agree"]
    read_as(scene.manager)
    assert reading.consent_number
    withdraw_readings(reading.consent_number)

    assert list(client.get(case.get_absolute_url()).context["steps"]) == []
    client.force_login(scene.officer)
    assert client.get(case.get_absolute_url()).context["may_tell"] is False


def test_figures_from_the_books_between_two_events_are_one_line(
    client: Client, scene: Scene
) -> None:
    case = scene.taken()
    for _ in range(3):
        last = share(scene)
    client.force_login(scene.officer)

    page = client.get(case.get_absolute_url())

    lines = page.context["timeline"]
    assert [(line.event is None, line.earlier) for line in lines] == [
        (False, 0),
        (False, 0),
        (True, 2),
    ]
    assert lines[-1].reading == page.context["others"][0] == last


def test_the_way_to_the_books_is_shown_to_who_may_consent(client: Client, scene: Scene) -> None:
    indicator = world.make_indicator("member-savings-total", unit="rupiah")
    case = scene.opened(indicator=indicator)
    link = f"/koppontren/al-hikmah/berbagi/?case={case.number}"

    client.force_login(scene.manager)
    assert link in client.get(case.get_absolute_url()).content.decode()
    for user in (scene.officer, world.make_member_of(scene.pesantren, Role.ASSISTANT)):
        client.force_login(user)
        assert link not in client.get(case.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "number", ["K-1-1", "K-2026-1", "K-2026-99999999999", "K-2026-0001%00", "x", "k-2026-0001"]
)
def test_an_address_that_is_no_case_is_not_found(manager: Client, number: str) -> None:
    assert manager.get(f"/kasus/{number}/").status_code == 404


@pytest.mark.parametrize("ids", ["x", "-1", "9" * 30])
def test_an_id_that_is_none_is_not_found(manager: Client, scene: Scene, ids: str) -> None:
    case = scene.planned()

    for url in (f"kegiatan/{ids}/selesai/", f"hasil/{ids}/", f"berkas/{ids}/"):
        answer = manager.post(f"{case.get_absolute_url()}{url}")
        assert answer.status_code in {403, 404, 405}
    assert manager.get(f"{case.get_absolute_url()}berkas/{ids}/").status_code == 404


def test_an_officers_list_is_their_offices_queue(client: Client, scene: Scene) -> None:
    ours = scene.opened()
    other = world.make_office("pelatihan")
    scene.opened(aspect=other.aspect)
    taken = scene.taken()
    client.force_login(scene.officer)

    assert [case.pk for case in client.get(LIST).context["page"]] == [ours.pk, taken.pk]
    assert len(client.get(LIST, {"lihat": "semua"}).context["page"]) == 3


def test_a_managers_list_is_their_own_and_its_strong_action_opens_a_case(
    manager: Client, scene: Scene
) -> None:
    empty = manager.get(LIST).content.decode()
    scene.opened()

    assert NEW in empty
    assert len(manager.get(LIST).context["page"]) == 1


def test_the_list_narrows_by_stage_aspect_and_region_in_the_address(
    client: Client, scene: Scene
) -> None:
    scene.opened()
    taken = scene.taken()
    client.force_login(scene.officer)
    assert scene.office.aspect
    fits = {"tahap": "taken", "aspek": scene.office.aspect.code, "wilayah": "3524"}

    assert [case.pk for case in client.get(LIST, fits).context["page"]] == [taken.pk]
    world.make_region("3573", "Malang", "kota")
    assert list(client.get(LIST, fits | {"wilayah": "3573"}).context["page"]) == []
    stages = {link["label"]: link["count"] for link in client.get(LIST).context["stages"]}
    assert list(stages.values()) == [2, 1, 1]


@pytest.mark.parametrize(
    "query",
    [
        {"lihat": "x", "tahap": "\0", "aspek": "' OR 1", "wilayah": "x" * 5000},
        {"page": "-1"},
        {"page": "banyak"},
        {"page": "9" * 30},
        {"page": "\0"},
    ],
)
def test_a_list_ignores_what_it_does_not_know(
    client: Client, scene: Scene, query: dict[str, str]
) -> None:
    scene.opened()
    client.force_login(scene.officer)

    answer = client.get(LIST, query)

    assert (answer.status_code, len(answer.context["page"])) == (200, 1)


@pytest.mark.parametrize("as_officer", [True, False])
def test_the_list_asks_as_often_for_three_as_for_one(
    client: Client, scene: Scene, as_officer: bool
) -> None:
    client.force_login(scene.officer if as_officer else scene.manager)
    asked = []
    for more in (1, 2):
        for _ in range(more):
            scene.taken()
        client.get(LIST)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(LIST)
        asked.append(len(queries))

    assert asked[0] == asked[1] <= 17


def test_a_case_asks_as_often_for_many_events_as_for_few(client: Client, scene: Scene) -> None:
    client.force_login(scene.officer)
    asked = []
    case = scene.measured()
    for more in (1, 3):
        for number in range(more):
            CaseEvent.objects.create(case=case, kind="answered", by=scene.officer, text=f"{number}")
            share(scene)
        client.get(case.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            client.get(case.get_absolute_url())
        asked.append(len(queries))

    assert asked[0] == asked[1]


def test_what_waits_for_me_is_open_and_mine(scene: Scene) -> None:
    from klinik.clinic.cases.queries import cases_to_answer

    waiting, _closed, taken = scene.opened(), scene.closed(), scene.taken()

    for user in (scene.officer, scene.manager):
        read_as(user)
        assert list(cases_to_answer(user)) == [waiting, taken]
    other = world.make_member_of(world.make_office("pelatihan"), Role.OFFICER)
    read_as(other)
    assert list(cases_to_answer(other)) == []


def test_a_case_may_begin_long_ago_but_not_tomorrow(manager: Client, scene: Scene) -> None:
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()

    assert manager.post(NEW, typed(scene, since=tomorrow)).status_code == 422
    assert manager.post(NEW, typed(scene, since="1990-05-01")).status_code == 302


def test_the_list_is_narrowed_to_an_officer_an_office_and_whose_move_it_is(
    client: Client, scene: Scene
) -> None:
    other = world.make_office("pemasaran")
    elsewhere = world.make_member_of(other, Role.OFFICER, name="Petugas lain")
    scene.taken(title="Diambil")
    scene.opened(title="Menunggu")
    client.force_login(scene.officer)

    def shown(query: str) -> list[str]:
        page = client.get(f"{LIST}?lihat=semua&{query}")
        return sorted(case.title for case in page.context["table"].page.object_list)

    everything = ["Diambil", "Menunggu"]
    assert shown("petugas=saya") == shown(f"petugas={scene.officer.pk}") == ["Diambil"]
    assert shown("bidang=pembiayaan") == shown("menunggu=office") == everything
    assert shown("bidang=pemasaran") == shown("menunggu=pesantren") == []
    # What the reader does not know is left out: nobody learns of another office's people.
    for odd in (f"petugas={elsewhere.pk}", "petugas=x", "bidang=%00", "menunggu=nobody"):
        assert shown(odd) == everything
    page = client.get(f"{LIST}?lihat=semua&petugas=saya&menunggu=office").text
    assert "Petugas <" in page
    assert "?lihat=semua&amp;menunggu=office" in page
    assert "Petugas lain" not in client.get(f"{LIST}?petugas={elsewhere.pk}").text


@pytest.mark.parametrize("who", ["office", "secretariat"])
def test_an_office_closes_what_leads_to_no_result_and_says_why(
    client: Client, scene: Scene, who: str
) -> None:
    case = scene.opened()
    secretariat = world.make_office(
        "sekretariat",
    )
    person = (
        scene.officer if who == "office" else world.make_member_of(secretariat, Role.SECRETARIAT)
    )
    client.force_login(person)
    url = reverse("cases:withdraw", args=[case.number])
    assert "Tutup tanpa hasil" in client.get(case.get_absolute_url()).content.decode()

    assert client.post(url, {"reason": " "}).status_code == 422
    sent = {"reason": "Sama dengan kasus lain"}
    assert [client.post(url, sent).status_code for _ in range(2)] == [302, 302]

    read_as(scene.manager)
    case.refresh_from_db()
    assert (case.stage, case.result_id) == ("closed", None)
    heard = Notification.objects.filter(person=scene.manager, kind="case.withdrawn")
    assert heard.count() == 1
    client.force_login(scene.manager)
    page = client.get(case.get_absolute_url()).content.decode()
    assert "Ditutup tanpa hasil" in page
    assert "Sama dengan kasus lain" in page


def test_a_case_with_a_result_is_closed_by_it(client: Client, scene: Scene) -> None:
    case = scene.measured()
    client.force_login(scene.officer)

    assert "withdraw" not in client.get(case.get_absolute_url()).context["steps"]
