"""The collector's page, the phone's list and its receipts over HTTP, and the manager's page."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from klinik.finance.collecting.models import Receipt, Round
from klinik.finance.collecting.rules import MOST
from klinik.people.models import User
from klinik.tenancy.roles import Role
from tests.finance.collecting.scene import Road, sent_by, slip
from tests.finance.counter import make_savings, make_teller, questions
from tests.finance.tills.drawers import closed, in_it, make_drawer, opened
from tests.world import make_member_of

HERE = "/koppontren/al-hikmah/tagih/"


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def sent(client: Client, content: Any) -> tuple[int, Any]:
    answer = client.post(HERE + "kirim/", json.dumps(content), content_type="application/json")
    return answer.status_code, answer.json()


def test_the_list_has_the_members_of_the_rounds_and_no_more_of_them(road: Road) -> None:
    make_savings(road.aminah, road.manager, prefix="S")
    answer = signed_in(road.collector).get(HERE + "daftar/")
    found = answer.json()

    assert answer["Cache-Control"] == "private, no-store"
    assert found["person"] == {"id": road.collector.pk, "name": "Penagih Contoh"}
    assert (found["bag_is_open"], found["most"]) == (True, None)
    assert found["members"] == [
        {
            "number": "A-0001",
            "name": "Aminah",
            "groups": ["Kelas 7A"],
            "accounts": [
                {"number": "W-0001", "product": "Simpanan Wajib", "duty": 0, "behind": 0},
                {
                    "number": "S-0001",
                    "product": "Simpanan Sukarela (wadiah)",
                    "duty": 0,
                    "behind": 0,
                },
            ],
        },
        {
            "number": "A-0002",
            "name": "Hasan",
            "groups": ["Kelas 7A"],
            "accounts": [
                {"number": "W-0002", "product": "Simpanan Wajib", "duty": 0, "behind": 0},
            ],
        },
    ]


def test_another_collector_has_an_empty_list(road: Road) -> None:
    other = make_member_of(road.koppontren, Role.COLLECTOR)

    assert signed_in(other).get(HERE + "daftar/").json()["members"] == []


def test_each_receipt_has_an_answer_of_its_own(road: Road) -> None:
    client, one, bad = signed_in(road.collector), slip(), slip("W-9999")
    content = sent_by(road.collector, one, bad)
    content["receipts"].append({"request_id": "x", "amount": "many"})
    status, said = sent(client, content)

    assert status == 200
    assert [(row["request_id"], row["state"], row.get("code")) for row in said["answers"]] == [
        (str(one.request_id), "recorded", None),
        (str(bad.request_id), "refused", "not_of_your_rounds"),
        ("x", "refused", "not_a_receipt"),
    ]
    assert sent(client, content)[1]["answers"] == said["answers"]
    assert in_it(road.bag) == 25_000


@pytest.mark.parametrize(
    "content",
    [
        None,
        [],
        {"receipts": []},
        {"person": 1, "sent_at": -1, "receipts": []},
        {"person": 1, "sent_at": 1, "receipts": {}},
        {"person": 1, "sent_at": 1, "receipts": [{}] * (MOST + 1)},
    ],
    ids=str,
)
def test_what_is_no_batch_is_refused_whole(road: Road, content: Any) -> None:
    assert sent(signed_in(road.collector), content)[0] == 422


@pytest.mark.parametrize(
    "row",
    [
        None,
        {},
        {"account": "W-0001", "amount": 0},
        {"account": "W-0001", "amount": True},
        {"account": "W-0001", "amount": 2**63},
        {"account": "W-\0001", "amount": 1},
        {"account": "W-0001", "amount": 1, "taken_at": 10**18},
        {"account": "W-0001", "amount": 1, "request_id": "not one"},
    ],
    ids=str,
)
def test_what_is_no_receipt_is_refused_alone(road: Road, row: Any) -> None:
    content = sent_by(road.collector, slip())
    whole = {**content["receipts"][0], **row} if row else row
    content["receipts"].append(whole)
    status, said = sent(signed_in(road.collector), content)

    assert (status, [one["state"] for one in said["answers"]]) == (200, ["recorded", "refused"])


def test_receipts_of_somebody_else_wait_for_them(road: Road) -> None:
    other = make_member_of(road.koppontren, Role.COLLECTOR)

    assert sent(signed_in(other), sent_by(road.collector, slip()))[0] == 409
    assert Receipt.objects.of(road.koppontren).count() == 0


def test_a_phone_whose_clock_is_a_year_behind_books_today(road: Road) -> None:
    one = slip(ago=timedelta(days=365))
    content = sent_by(road.collector, one)
    content["sent_at"] -= 365 * 86_400_000
    sent(signed_in(road.collector), content)
    receipt = Receipt.objects.of(road.koppontren).get()

    assert timezone.localdate(receipt.taken_at) == timezone.localdate()
    assert abs(receipt.said_at - one.taken_at) < timedelta(seconds=1)


def test_only_collectors_open_their_page_and_their_bag(road: Road) -> None:
    teller, other = make_teller(road.koppontren), make_member_of(road.koppontren, Role.COLLECTOR)
    opening = f"/koppontren/al-hikmah/laci/{road.bag.account.code}/buka/"
    pages = [HERE, HERE + "daftar/", opening, HERE + "keliling/"]
    given = {
        person.pk: [signed_in(person).get(page).status_code for page in pages]
        for person in (road.collector, teller, other)
    }

    assert given[road.collector.pk] == [200, 200, 200, 403]
    assert given[teller.pk] == [403, 403, 403, 403]
    assert given[other.pk] == [200, 200, 403, 403]


def test_a_collector_opens_hands_over_and_closes_the_bag_on_pages(road: Road) -> None:
    road.take(slip())
    drawer = make_drawer(road.koppontren, road.manager)
    opened(drawer, make_teller(road.koppontren))
    client, here = signed_in(road.collector), "/koppontren/al-hikmah/"
    page = client.get(HERE)
    assert (page.context["is_open"], page.context["today"].total) == (True, 25_000)

    form = client.get(here + "kas/kirim/").context["form"]
    assert form.fields["source"].choices == [(road.bag.account.code, "Tas Kolektor 1")]
    told = {
        "source": road.bag.account.code,
        "target": drawer.account.code,
        "amount": "25.000",
        "request_id": str(form["request_id"].value()),
    }
    assert client.post(here + "kas/kirim/", told).status_code == 302
    closing = f"{here}laci/{road.bag.account.code}/tutup/"
    form = client.get(closing).context["form"]
    assert client.post(closing, {"request_id": str(form["request_id"].value())}).status_code == 302
    assert client.get(HERE).context["is_open"] is False


def test_the_manager_sees_who_collects_where_and_what_came(road: Road) -> None:
    road.take(slip(), slip("W-0002"))
    (one,) = signed_in(road.manager).get(HERE + "keliling/").context["found"]

    assert (one.collector, [r.group for r in one.rounds]) == (road.collector, [road.group])
    assert (one.taken.many, one.taken.total, one.is_open) == (2, 50_000, True)
    assert (one.handed_over, one.under_way, one.difference) == (0, 0, 0)


def test_a_count_that_differs_is_seen(road: Road) -> None:
    road.take(slip())
    closed(road.bag.shifts.get(), road.collector, {"n20000": 1}, reason="Kembalian keliru")
    (one,) = signed_in(road.manager).get(HERE + "keliling/").context["found"]

    assert (one.difference, one.is_open) == (-5_000, False)


def test_rounds_are_given_and_ended_by_whoever_keeps_the_books(road: Road) -> None:
    client = signed_in(road.manager)
    told = {"collector": road.manager.pk, "group": road.group.pk}
    assert client.post(HERE + "keliling/", told).status_code == 302
    given = Round.objects.of(road.koppontren).get(collector=road.manager)
    assert client.post(f"{HERE}keliling/{given.pk}/akhiri/").status_code == 302
    given.refresh_from_db()

    assert given.ended_by == road.manager
    assert client.post(HERE + "keliling/", {}).status_code == 422
    reader = signed_in(make_member_of(road.koppontren, Role.SUPERVISOR))
    assert reader.get(HERE + "keliling/").status_code == 200
    assert reader.get(HERE + "keliling/?hari=9999-12-31").status_code == 200
    assert reader.post(HERE + "keliling/", told).status_code == 403


def test_the_manager_settles_what_was_refused_and_the_phone_is_told(road: Road) -> None:
    closed(road.bag.shifts.get(), road.collector)
    one, phone = slip(), signed_in(road.collector)
    sent(phone, sent_by(road.collector, one))
    manager = signed_in(road.manager)
    assert len(manager.get(HERE + "keliling/").context["refused"]) == 1
    at = f"{HERE}ditolak/{one.request_id}/selesai/"
    for how, left in (("", 1), ("Dicatat di loket", 0)):
        assert manager.post(at, {"how": how}).status_code == 302
        assert len(manager.get(HERE + "keliling/").context["refused"]) == left

    said = sent(phone, sent_by(road.collector, one))[1]["answers"]
    assert [(row["state"], row["message"]) for row in said] == [("settled", "Dicatat di loket")]


def test_pages_ask_as_much_for_many_as_for_one(road: Road) -> None:
    collector, manager = signed_in(road.collector), signed_in(road.manager)
    pages = [(collector, HERE), (collector, HERE + "daftar/"), (manager, HERE + "keliling/")]
    road.take(slip())
    few = [questions(client, page) for client, page in pages]
    for name in ("Zainab", "Umar"):
        road.saver(name)
    road.take(slip(), slip("W-0003"), slip("W-0004"))

    assert [questions(client, page) for client, page in pages] == few
