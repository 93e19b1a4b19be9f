"""The teller's page: whoever stands there is found by one field and served in a few keys."""

from uuid import uuid4

import pytest
from django.test import Client

from klinik.finance.ledger.days import today_in
from klinik.finance.members.models import Member
from klinik.finance.savings.leaving.commands import record_death
from klinik.finance.savings.models import SavingsAccount
from klinik.people.models import User
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import journal
from tests.finance.counter import (
    held,
    make_cooperative,
    make_saver,
    make_savings,
    make_teller,
    questions,
)
from tests.finance.tills.drawers import make_drawer, opened
from tests.world import make_member_of

HERE = "/koppontren/al-hikmah/loket/"


@pytest.fixture
def koppontren(db: None) -> Koppontren:
    return make_cooperative()


@pytest.fixture
def teller(koppontren: Koppontren) -> User:
    return make_teller(koppontren)


@pytest.fixture
def member(koppontren: Koppontren, teller: User) -> Member:
    return make_saver(koppontren, teller)


@pytest.fixture
def savings(member: Member, teller: User) -> SavingsAccount:
    return make_savings(member, teller)


@pytest.fixture
def counter(client: Client, teller: User) -> Client:
    client.force_login(teller)
    return client


def typed(savings: SavingsAccount, amount: str, deed: str = "deposit") -> dict[str, object]:
    account = savings.number
    return {"account": account, "amount": amount, "deed": deed, "request_id": uuid4()}


def test_what_a_scanner_types_opens_its_member(counter: Client, member: Member) -> None:
    for text in ("a-0001", "A-0001", "  aminah contoh ", member.card_code.lower()):
        answer = counter.get(HERE, {"q": text})
        assert (answer.status_code, answer.headers.get("Location")) == (302, f"{HERE}A-0001/")


def test_a_telephone_is_a_name_too(counter: Client, member: Member) -> None:
    Member.objects.filter(pk=member.pk).update(phone="6281234567890")

    assert counter.get(HERE, {"q": "0812-3456-7890"})["Location"] == f"{HERE}A-0001/"


def test_several_are_shown_and_ten_are_enough(
    counter: Client, koppontren: Koppontren, teller: User
) -> None:
    for n in range(12):
        make_saver(koppontren, teller, name=f"Siti {n}")
    page = counter.get(HERE, {"q": "siti"}).content.decode()

    assert page.count(f'href="{HERE}A-') == 10
    assert counter.get(HERE, {"q": "A-0001"})["Location"] == f"{HERE}A-0001/"
    assert counter.get(HERE, {"q": "nobody"}).status_code == 200
    assert counter.get(HERE, {"q": "\0"}).status_code == 200


def test_a_deposit_shows_its_receipt_at_once(counter: Client, savings: SavingsAccount) -> None:
    answer = counter.post(HERE + "A-0001/", typed(savings, "50.000"))
    assert answer["Location"] == f"{HERE}A-0001/?rekening=S-0001&bukti=2"
    page = counter.get(answer["Location"]).content.decode()

    assert held(savings) == 50_000
    assert "/simpanan/S-0001/bukti/2/" in page
    assert journal(savings.koppontren)[1:] == ["savings.deposit: Dr Kas 50.000, Cr S-0001 50.000"]


def test_who_died_is_shown_and_not_served(
    counter: Client, savings: SavingsAccount, teller: User
) -> None:
    counter.post(HERE + "A-0001/", typed(savings, "50.000"))
    enter(savings.koppontren)
    record_death(savings.member, died_on=today_in(savings.koppontren), by=teller)
    page = counter.get(HERE + "A-0001/").text

    assert ('name="amount"' in page, "sudah bukan anggota" in page) == (False, True)
    assert "/anggota/A-0001/keluar/" in page
    assert counter.post(HERE + "A-0001/", typed(savings, "1", "withdrawal")).status_code == 422
    assert held(savings) == 50_000


def test_each_passbook_is_one_tap_away(counter: Client, savings: SavingsAccount) -> None:
    answer = counter.post(HERE + "A-0001/", typed(savings, "50.000"))
    served, after = (
        counter.get(to).content.decode() for to in (HERE + "A-0001/", answer["Location"])
    )
    links = [f'href="/koppontren/al-hikmah/simpanan/{n}/buku/"' for n in ("P-0001", "S-0001")]

    assert [served.count(link) for link in links] == [1, 1]
    assert [after.count(link) for link in links] == [1, 2]  # also beside the receipt


def test_a_withdrawal_too(counter: Client, savings: SavingsAccount) -> None:
    counter.post(HERE + "A-0001/", typed(savings, "50.000"))
    assert counter.post(HERE + "A-0001/", typed(savings, "20.000", "withdrawal")).status_code == 302
    assert counter.post(HERE + "A-0001/", typed(savings, "90.000", "withdrawal")).status_code == 422

    assert held(savings) == 30_000


def test_a_second_click_is_the_same_payment(counter: Client, savings: SavingsAccount) -> None:
    form = typed(savings, "50.000")
    places = {counter.post(HERE + "A-0001/", form)["Location"] for _ in range(3)}

    assert places == {f"{HERE}A-0001/?rekening=S-0001&bukti=2"}
    assert held(savings) == 50_000


@pytest.mark.parametrize(
    "wrong",
    [{"account": "S-9999"}, {"amount": "lima"}, {"deed": "steal"}, {"request_id": "x"}],
)
def test_what_is_wrong_is_said(
    counter: Client, savings: SavingsAccount, wrong: dict[str, str]
) -> None:
    answer = counter.post(HERE + "A-0001/", typed(savings, "50.000") | wrong)

    assert answer.status_code == 422
    assert held(savings) == 0


def test_odd_receipts_are_asked_for_in_vain(counter: Client, savings: SavingsAccount) -> None:
    for odd in ("x", "9" * 30, "1", "²"):
        asked = {"rekening": "S-0001", "bukti": odd}
        assert counter.get(HERE + "A-0001/", asked).status_code == 200


def test_the_usual_account_is_chosen_already(counter: Client, savings: SavingsAccount) -> None:
    page = counter.get(HERE + "A-0001/").content.decode()

    assert 'value="S-0001"' in page
    assert page.count("checked") == 1
    assert "P-0001 ·" not in page.split("</form>")[1]  # simpanan pokok is not paid again


def test_without_an_open_drawer_the_page_says_so(
    counter: Client, koppontren: Koppontren, savings: SavingsAccount, teller: User
) -> None:
    drawer = make_drawer(koppontren, make_member_of(koppontren, Role.MANAGER))
    assert "/koppontren/al-hikmah/laci/" in counter.get(HERE).content.decode()
    answer = counter.post(HERE + "A-0001/", typed(savings, "50.000"))
    assert answer.status_code == 422
    opened(drawer, teller)
    assert counter.post(HERE + "A-0001/", typed(savings, "50.000")).status_code == 302

    assert journal(koppontren)[1:] == ["savings.deposit: Dr Laci 1 50.000, Cr S-0001 50.000"]


def test_who_only_reads_does_not_serve(client: Client, koppontren: Koppontren) -> None:
    make_saver(koppontren, make_teller(koppontren))
    client.force_login(make_member_of(koppontren, Role.SUPERVISOR))

    found = client.get(HERE, {"q": "A-0001"})
    assert found["Location"] == "/koppontren/al-hikmah/anggota/A-0001/"
    assert client.get(HERE + "A-0001/").status_code == 403


def test_three_accounts_are_asked_for_like_one(
    counter: Client, member: Member, savings: SavingsAccount, teller: User
) -> None:
    counter.post(HERE + "A-0001/", typed(savings, "50.000"))
    before = questions(counter, HERE + "A-0001/")
    for prefix in ("W", "M"):
        more = make_savings(member, teller, prefix=prefix)
        counter.post(HERE + "A-0001/", typed(more, "10.000"))

    assert questions(counter, HERE + "A-0001/") == before
