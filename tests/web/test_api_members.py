"""Members through the API: admitted, put right, asked and settled by the pages' commands."""

import io
import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from klinik.finance.ledger.days import today_in
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import journal
from tests.finance.counter import make_cooperative, make_saver, make_teller, questions
from tests.finance.savings.test_forgetting import law, leave
from tests.world import make_member_of

MEMBERS = "/api/koppontren/al-hikmah/members"
ADMISSIONS = MEMBERS.replace("members", "admissions")
MEMBER = f"{MEMBERS}/A-0001"
NIK = "3524015708900001"


@pytest.fixture
def koppontren(db: None) -> Koppontren:
    return make_cooperative()


@pytest.fixture
def program(client: Client, koppontren: Koppontren) -> Client:
    teller: User = make_teller(koppontren)
    client.force_login(teller)
    return client


def send(
    program: Client, address: str, body: object, *, verb: str = "POST", key: Any = None
) -> Any:
    headers = {"Idempotency-Key": str(key or uuid4())}
    return program.generic(verb, address, json.dumps(body), "application/json", headers=headers)


def test_a_member_is_admitted_once_and_read_without_the_nik(
    program: Client, koppontren: Koppontren
) -> None:
    key, body = uuid4(), {"name": "Siti Contoh", "category": "teacher", "nik": NIK}
    first, again = (send(program, ADMISSIONS, body, key=key) for _time in range(2))
    assert (first.status_code, again.json()) == (201, first.json())
    read = program.get(MEMBER).json()

    assert (read["number"], read["standing"], read["category"]) == ("A-0001", "full", "teacher")
    assert read["nik_tail"] == "0001"
    assert NIK not in json.dumps(read)
    assert send(program, f"{MEMBER}/nik", {}).json() == {"nik": NIK}
    assert journal(koppontren) == ["savings.admission: Dr Kas 100.000, Cr P-0001 100.000"]


def test_a_child_without_a_guardian_is_refused(program: Client, koppontren: Koppontren) -> None:
    today = today_in(koppontren)
    child = {"name": "Anak", "birth_date": (today - timedelta(days=3650)).isoformat()}
    assert send(program, ADMISSIONS, child).json()["code"] == "needs_guardian"
    guardian = {
        "guardian_name": "Ibu Contoh",
        "guardian_relation": "mother",
        "consented_on": today.isoformat(),
    }
    admitted = send(program, ADMISSIONS, child | guardian)

    assert admitted.status_code == 201
    assert [row["given_by"] for row in admitted.json()["consents"]] == ["Ibu Contoh"]
    taken = program.delete(f"{MEMBER}/consents/data")
    assert (taken.status_code, taken.json()["code"]) == (422, "consent_needed")


def test_a_guardian_is_named_with_what_they_are(program: Client, koppontren: Koppontren) -> None:
    today = today_in(koppontren)
    named = {"name": "Siti", "guardian_name": "Ibu Contoh"}
    assert send(program, ADMISSIONS, named).json()["code"] == "guardian_not_related"
    born = (today - timedelta(days=3650)).isoformat()
    blank = {"guardian_name": " ", "guardian_relation": "mother", "consented_on": today.isoformat()}

    child = {"name": "Anak", "birth_date": born} | blank
    assert send(program, ADMISSIONS, child).json()["code"] == "needs_guardian"


def test_a_change_is_sent_with_the_mark_of_what_was_read(program: Client) -> None:
    send(program, ADMISSIONS, {"name": "Siti", "pays_later": True})
    seen = program.get(MEMBER).json()["seen"]
    change = {"name": "Siti Aminah", "phone": "081234567890", "seen": seen}
    assert send(program, MEMBER, change, verb="PUT").json()["name"] == "Siti Aminah"

    assert send(program, MEMBER, change, verb="PUT").json()["code"] == "overtaken"
    found = program.get(MEMBERS, {"q": "0812 3456 7890", "standing": "candidate"}).json()
    assert [row["name"] for row in found["results"]] == ["Siti Aminah"]


def test_a_consent_is_given_and_taken_back(program: Client, koppontren: Koppontren) -> None:
    send(program, ADMISSIONS, {"name": "Siti"})
    today = today_in(koppontren).isoformat()
    consent = {"purpose": "messages", "given_on": today, "given_by": "Siti"}
    assert send(program, f"{MEMBER}/consents", consent).status_code == 201

    assert program.delete(f"{MEMBER}/consents/messages").json()["withdrawn_on"] == today
    assert program.delete(f"{MEMBER}/consents/messages").status_code == 404


def test_leaving_pays_out_what_was_shown(program: Client, koppontren: Koppontren) -> None:
    send(program, ADMISSIONS, {"name": "Siti"})
    assert send(program, f"{MEMBER}/leaving", {"shown": 1}).json()["code"] == "settlement_changed"
    key = uuid4()
    left, again = (
        send(program, f"{MEMBER}/leaving", {"shown": 100_000}, key=key) for _time in range(2)
    )

    assert (left.status_code, left.json()) == (201, again.json())
    assert (left.json()["paid"], left.json()["entry_number"]) == (100_000, 2)
    assert journal(koppontren)[1] == "savings.leaving: Dr P-0001 100.000, Cr Kas 100.000"


def test_the_dead_are_settled_with_their_heir(program: Client, koppontren: Koppontren) -> None:
    send(program, ADMISSIONS, {"name": "Siti"})
    died = {"died_on": today_in(koppontren).isoformat()}
    assert send(program, f"{MEMBER}/death", died).json()["standing"] == "deceased"
    paid = {"shown": 100_000}
    assert send(program, f"{MEMBER}/leaving", paid).json()["code"] == "needs_heir"
    heir = {"heir": "Putri", "heir_document": "470/12"}

    assert send(program, f"{MEMBER}/leaving", paid | heir).json()["heir"] == "Putri"


def test_the_paper_of_an_heir_is_kept_and_handed_out(
    program: Client, koppontren: Koppontren
) -> None:
    send(program, ADMISSIONS, {"name": "Siti"})
    paper, leaving = f"{MEMBER}/leaving/paper", f"{MEMBER}/leaving/with-paper"
    send(program, f"{MEMBER}/death", {"died_on": today_in(koppontren).isoformat()})
    assert program.get(paper).status_code == 404
    headers = {"Idempotency-Key": str(uuid4())}

    def sent(content: bytes = b"%PDF-1.4 x %%EOF", **others: object) -> Any:
        file = SimpleUploadedFile("waris.pdf", content, "application/pdf")
        said = {"shown": 100_000, "heir": "Putri", "heir_document": "470/12"} | others
        return program.post(leaving, said | {"paper": file}, headers=headers)

    assert sent(b"x").json()["code"] == "unfit_file"
    assert sent(heir="Putri\0").json()["code"] == "not_understood"
    assert sent(shown=1).json()["code"] == "settlement_changed"
    done, again = (sent() for _time in range(2))
    assert (done.status_code, done.json()["has_paper"]) == (201, True)
    assert again.json() == done.json()

    handed_out = program.get(paper)
    assert handed_out.getvalue().startswith(b"%PDF")
    assert "ahli-waris-A-0001.pdf" in handed_out["Content-Disposition"]
    program.force_login(make_member_of(koppontren, Role.CASHIER))
    assert program.get(paper).status_code == 403


def test_what_was_changed_of_a_member_is_told(program: Client, koppontren: Koppontren) -> None:
    send(program, ADMISSIONS, {"name": "Siti", "nik": NIK})
    seen = program.get(MEMBER).json()["seen"]
    send(program, MEMBER, {"name": "Siti Contoh", "seen": seen}, verb="PUT")
    history = f"{MEMBER}/history"
    told = program.get(history).json()
    newest = told["results"][0]

    assert (told["pages"], newest["deed"], newest["kind"]) == (1, "changed", "Anggota")
    assert newest["who"] == "Teller Contoh"
    name = {"field": "Nama", "before": "Siti", "after": "Siti Contoh"}
    assert name in newest["differences"]
    assert NIK not in json.dumps(told)
    with_few = questions(program, history)
    for name_now in ("Siti A", "Siti B"):
        seen = program.get(MEMBER).json()["seen"]
        send(program, MEMBER, {"name": name_now, "seen": seen}, verb="PUT")
    assert questions(program, history) == with_few
    assert program.get(history, {"page": 2}).json()["results"] == []


def picture() -> SimpleUploadedFile:
    """A photo as a telephone takes it."""
    content = io.BytesIO()
    Image.new("RGB", (900, 600), "green").save(content, "JPEG")
    return SimpleUploadedFile("wajah.jpg", content.getvalue(), "image/jpeg")


def test_a_photo_is_put_shown_and_taken_away(program: Client, koppontren: Koppontren) -> None:
    send(program, ADMISSIONS, {"name": "Siti"})
    photo = f"{MEMBER}/photo"
    assert program.get(photo).status_code == 404
    assert program.post(photo, {"photo": picture()}).status_code == 204
    shown = program.get(photo)
    drawn = Image.open(io.BytesIO(shown.getvalue()))
    assert (shown["Content-Type"], drawn.format, max(drawn.size)) == ("image/webp", "WEBP", 480)

    broken = program.post(photo, {"photo": SimpleUploadedFile("x.jpg", b"x", "image/jpeg")})
    assert (broken.status_code, broken.json()["code"]) == (422, "unfit_file")
    assert program.post(photo).json()["code"] == "not_understood"
    for _again in range(2):
        assert program.delete(photo).status_code == 204
    assert program.get(photo).status_code == 404


def test_a_childs_photo_needs_the_guardians_word(program: Client, koppontren: Koppontren) -> None:
    today = today_in(koppontren)
    guardian = {"guardian_name": "Ibu Contoh", "guardian_relation": "mother"}
    born = (today - timedelta(days=3650)).isoformat()
    child = {"name": "Anak", "birth_date": born, "consented_on": today.isoformat()} | guardian
    assert send(program, ADMISSIONS, child).status_code == 201

    assert (
        program.post(f"{MEMBER}/photo", {"photo": picture()}).json()["code"] == "photo_not_agreed"
    )


def test_two_people_forget_who_left_long_ago(koppontren: Koppontren) -> None:
    manager, board = (make_member_of(koppontren, role) for role in (Role.MANAGER, Role.BOARD))
    law()
    leave(make_saver(koppontren, manager, name="Fulan Contoh"), manager)
    first, second = Client(), Client()
    first.force_login(manager)
    second.force_login(board)
    forgetting = f"{MEMBER}/forgetting"
    assert first.get(forgetting).json()["asked_at"] is None
    assert second.post(f"{forgetting}/confirmation").json()["code"] == "nobody_asks_to_forget"

    asked = first.post(forgetting)
    assert (asked.status_code, asked.json()["asked_by"]) == (201, manager.name)
    assert first.post(f"{forgetting}/confirmation").json()["code"] == "own_forgetting"
    assert second.delete(forgetting).json()["asked_by"] is None
    first.post(forgetting)
    done = second.post(f"{forgetting}/confirmation").json()

    assert (done["confirmed_by"], done["done_at"] is None) == (board.name, False)
    assert first.get(MEMBER).json()["name"] != "Fulan Contoh"
    assert first.post(forgetting).json()["code"] == "already_forgotten"


def test_who_is_here_is_not_forgotten(program: Client, koppontren: Koppontren) -> None:
    send(program, ADMISSIONS, {"name": "Siti"})
    assert program.post(f"{MEMBER}/forgetting").status_code == 403
    program.force_login(make_member_of(koppontren, Role.MANAGER))
    law()

    assert program.post(f"{MEMBER}/forgetting").json()["code"] == "not_left_yet"
    told = program.get(f"{MEMBER}/forgetting").json()
    assert [one["code"] for one in told["obstacles"]] == ["not_left_yet"]


def test_who_reads_changes_nothing(client: Client, koppontren: Koppontren) -> None:
    client.force_login(make_member_of(koppontren, Role.SUPERVISOR))
    verbs = [("POST", ADMISSIONS), ("PUT", MEMBER), ("POST", f"{MEMBER}/nik")]
    verbs += [("POST", f"{MEMBER}/leaving"), ("POST", f"{MEMBER}/consents")]
    verbs += [("POST", f"{MEMBER}/photo"), ("DELETE", f"{MEMBER}/photo")]
    verbs += [("POST", f"{MEMBER}/forgetting"), ("DELETE", f"{MEMBER}/forgetting")]

    assert {send(client, url, {}, verb=verb).status_code for verb, url in verbs} == {403}
