"""The pages of drawers, as tellers and their manager use them."""

from uuid import uuid4

import pytest
from django.test import Client

from klinik.finance.tills.models import Count, Delivery, Drawer, Shift, Standing
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import journal
from tests.finance.counter import kas, questions
from tests.finance.tills.drawers import filled, in_it, make_drawer, opened, put_into_kas
from tests.world import make_member_of

HERE = "/koppontren/al-hikmah/"
OPEN, CLOSE, TAKE = (f"{HERE}laci/1113/{step}/" for step in ("buka", "tutup", "ambil"))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_teller_opens_counts_and_closes(drawer: Drawer, teller: User) -> None:
    client = signed_in(teller)
    assert OPEN in client.get(HERE + "laci/").content.decode()
    answer = client.post(OPEN, {"request_id": uuid4()})
    assert (answer.status_code, answer["Location"]) == (302, HERE + "laci/")
    assert CLOSE in client.get(HERE + "laci/").content.decode()
    answer = client.post(CLOSE, {"request_id": uuid4()})

    assert answer["Location"] == HERE + "laci/1113/"
    assert [c.moment for c in Count.objects.of(drawer.koppontren)] == ["opening", "closing"]


def test_a_difference_asks_why_and_keeps_what_was_typed(drawer: Drawer, teller: User) -> None:
    client, key = signed_in(teller), uuid4()
    answer = client.post(OPEN, {"request_id": key, "n50000": "2"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Rp100.000" in page
    assert 'value="2"' in page
    answer = client.post(OPEN, {"request_id": key, "n50000": "2", "reason": "Modal awal"})

    assert answer.status_code == 302
    assert journal(drawer.koppontren) == [
        "till.over: Dr Laci 1 100.000, Cr Selisih Lebih Kas USPPS 100.000"
    ]


def test_the_sum_is_shown_while_counting(drawer: Drawer, teller: User) -> None:
    answer = signed_in(teller).post(OPEN, {"check": "1", "n20000": "3", "c500": "1", "n1000": "x"})

    assert (answer.status_code, answer.content.decode().strip()) == (200, "Rp60.500")
    assert not Shift.objects.of(drawer.koppontren).exists()


def test_two_clicks_open_it_once(drawer: Drawer, teller: User) -> None:
    client, typed = signed_in(teller), {"request_id": uuid4()}

    assert [client.post(OPEN, typed).status_code for _ in range(2)] == [302, 302]
    close = {"request_id": uuid4()}
    assert [client.post(CLOSE, close).status_code for _ in range(2)] == [302, 302]
    assert Count.objects.of(drawer.koppontren).count() == 2


def test_somebody_elses_drawer_is_not_closed(drawer: Drawer, teller: User, other: User) -> None:
    opened(drawer, teller)

    assert signed_in(other).post(CLOSE, {"request_id": uuid4()}).status_code == 403
    assert signed_in(other).post(OPEN, {"request_id": uuid4()}).status_code == 422
    assert signed_in(other).post(TAKE, {"request_id": uuid4()}).status_code == 403
    assert signed_in(other).get(HERE + "laci/1113/").status_code == 403


def test_the_manager_takes_over(drawer: Drawer, teller: User, manager: User) -> None:
    opened(drawer, teller)
    client = signed_in(manager)
    assert TAKE in client.get(HERE + "kas/").content.decode()
    assert client.post(TAKE, {"request_id": uuid4()}).status_code == 422
    assert client.post(TAKE, {"request_id": uuid4(), "reason": "Sakit"}).status_code == 302

    assert Shift.objects.of(drawer.koppontren).get(closed_at=None).teller == manager


def test_cash_is_sent_and_confirmed(drawer: Drawer, teller: User, manager: User) -> None:
    opened(drawer, teller)
    put_into_kas(drawer.koppontren, 80_000, manager)
    typed = {"source": "1111", "target": "1113", "amount": "80.000", "request_id": uuid4()}
    answer = signed_in(manager).post(HERE + "kas/kirim/", typed)
    page = answer["Location"]
    assert page in signed_in(teller).get(HERE + "laci/").content.decode()
    assert signed_in(manager).post(page + "terima/").status_code == 422
    assert signed_in(teller).post(page + "terima/").status_code == 302

    assert in_it(drawer) == 80_000


def test_cash_is_refused_and_taken_back(drawer: Drawer, teller: User, manager: User) -> None:
    opened(drawer, teller)
    put_into_kas(drawer.koppontren, 80_000, manager)
    typed = {"source": "1111", "target": "1113", "amount": "80000", "request_id": uuid4()}
    page = signed_in(manager).post(HERE + "kas/kirim/", typed)["Location"]
    assert signed_in(teller).post(page + "tolak/", {}).status_code == 422
    assert signed_in(teller).post(page + "tolak/", {"reason": "Kurang"}).status_code == 302
    assert "Kurang" in signed_in(manager).get(page).content.decode()
    assert signed_in(manager).post(page + "tarik/").status_code == 302

    assert Delivery.objects.get(koppontren=drawer.koppontren).standing == Standing.RETURNED
    assert kas(drawer.koppontren).balance == 80_000


def test_a_teller_confirms_nothing_for_the_books(
    drawer: Drawer, teller: User, other: User, manager: User
) -> None:
    opened(drawer, teller)
    filled(drawer, 10_000, giver=manager, holder=teller)
    typed = {"source": "1113", "target": "1112", "amount": "10000", "request_id": uuid4()}
    page = signed_in(teller).post(HERE + "kas/kirim/", typed)["Location"]

    assert signed_in(other).post(page + "terima/").status_code == 403
    assert signed_in(manager).post(page + "terima/").status_code == 302


def test_a_teller_sends_only_what_they_hold(drawer: Drawer, teller: User) -> None:
    typed = {"source": "1111", "target": "1113", "amount": "1", "request_id": uuid4()}

    assert signed_in(teller).post(HERE + "kas/kirim/", typed).status_code == 422


@pytest.mark.parametrize(
    ("typed", "status", "name"),
    [
        ({"kind": "till", "place": "new USPPS", "name": "Laci 7"}, 302, "Laci 7"),
        ({"kind": "safe", "place": "1111"}, 302, "Kas"),
        ({"kind": "till", "place": "new USPPS"}, 422, None),
        ({"kind": "till", "place": "9999", "name": "Laci 7"}, 422, None),
        ({"kind": "box", "place": "1111"}, 422, None),
    ],
)
def test_a_manager_adds_drawers(
    koppontren: Koppontren, manager: User, typed: dict[str, str], status: int, name: str | None
) -> None:
    answer = signed_in(manager).post(HERE + "kas/laci-baru/", typed)

    assert answer.status_code == status
    found = [str(d) for d in Drawer.objects.of(koppontren).select_related("account")]
    assert found == ([name] if name else [])


def test_who_comes_from_a_shop_without_a_till_has_one_press_to_go(manager: User) -> None:
    page = signed_in(manager).get(HERE + "kas/laci-baru/?kasir=Toko").content.decode()

    assert 'value="Kasir 1"' in page
    assert '<option value="new Toko" selected>' in page


def test_a_day_is_reported(drawer: Drawer, teller: User, manager: User) -> None:
    opened(drawer, teller)
    filled(drawer, 70_000, giver=manager, holder=teller)
    for reader in (teller, manager):
        page = signed_in(reader).get(HERE + "laci/1113/").content.decode()
        assert page.count("Rp70.000") >= 3  # came in, at the end, the line

    assert signed_in(manager).get(HERE + "laci/1113/?hari=kemarin").status_code == 200
    assert signed_in(manager).get(HERE + "laci/1113/?hari=2026-02-30").status_code == 200
    assert signed_in(manager).get(HERE + "laci/1113/?hari=9999-12-31").status_code == 200


def test_pages_ask_as_often_for_three_drawers_as_for_one(
    drawer: Drawer, manager: User, koppontren: Koppontren
) -> None:
    client = signed_in(manager)
    asked = [questions(client, HERE + page) for page in ("kas/", "laci/")]
    for n in (2, 3):
        teller = make_member_of(koppontren, Role.TELLER, name=f"Teller {n}")
        more = make_drawer(koppontren, manager, name=f"Laci {n}")
        opened(more, teller)
        filled(more, 1_000, giver=manager, holder=teller)

    assert [questions(client, HERE + page) for page in ("kas/", "laci/")] == asked
