"""What is above a teller's limit: seen, told to the customer, decided on a phone or there."""

from uuid import uuid4

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from klinik.finance.ledger.models import Draft
from klinik.finance.savings.limits.commands import set_default_limits
from klinik.finance.savings.limits.queries import Limits, default_limits, limits_of
from klinik.finance.savings.models import SavingsAccount
from klinik.people.access import read_as
from klinik.people.models import Attempts, Notification, User
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.counter import held, make_cooperative, make_saver, make_savings, make_teller
from tests.world import make_member_of

HERE = "/koppontren/al-hikmah/loket/"
WORD = "kata sandi manajer yang panjang"


@pytest.fixture
def koppontren(db: None) -> Koppontren:
    return make_cooperative()


@pytest.fixture
def manager(koppontren: Koppontren) -> User:
    user = make_member_of(koppontren, Role.MANAGER, name="Manajer Contoh")
    user.set_password(WORD)
    user.save()
    return user


@pytest.fixture
def teller(koppontren: Koppontren) -> User:
    return make_teller(koppontren)


@pytest.fixture
def savings(koppontren: Koppontren, teller: User, manager: User) -> SavingsAccount:
    savings = make_savings(make_saver(koppontren, teller), teller)
    set_default_limits(koppontren, deposit=100_000, withdrawal=50_000, by=manager)
    return savings


@pytest.fixture
def counter(client: Client, teller: User) -> Client:
    client.force_login(teller)
    return client


def pays(counter: Client, savings: SavingsAccount, amount: int) -> str:
    """The page to which a deposit of this amount leads."""
    form = {
        "account": savings.number,
        "amount": amount,
        "deed": "deposit",
        "request_id": uuid4(),
    }
    return str(counter.post(f"{HERE}{savings.member.number}/", form)["Location"])


def test_the_teller_reads_what_to_tell_the_customer(
    counter: Client, savings: SavingsAccount, manager: User
) -> None:
    page = pays(counter, savings, 150_000)
    text = counter.get(page).content.decode()

    assert "Belum ada yang dicatat" in text
    assert "Aminah Contoh" in text
    assert page in counter.get(f"{HERE}menunggu/").content.decode()
    assert "menunggu/" in counter.get(HERE).content.decode()
    assert held(savings) == 0
    read_as(manager)
    assert Notification.objects.get(person=manager).url == page


def test_the_manager_decides_on_their_own_phone(
    counter: Client, savings: SavingsAccount, manager: User
) -> None:
    page = pays(counter, savings, 150_000)
    phone = Client()
    phone.force_login(manager)

    assert "150.000" in phone.get(page).content.decode()
    assert phone.post(page, {"answer": "reject"}).status_code == 422
    assert phone.post(page, {"answer": "approve"})["Location"] == page
    assert phone.post(page, {"answer": "approve"}).status_code == 302
    assert held(savings) == 150_000
    assert "bukti/" in counter.get(page).content.decode()


def test_or_at_the_counter_with_their_password(
    counter: Client, savings: SavingsAccount, manager: User
) -> None:
    page = pays(counter, savings, 150_000)
    form = {"answer": "here", "person": manager.pk, "password": "salah"}

    assert counter.post(page, form).status_code == 422
    assert (held(savings), Attempts.objects.get().made) == (0, 1)
    assert counter.post(page, form | {"password": WORD}).status_code == 302
    assert (held(savings), Draft.objects.get().decided_by) == (150_000, manager)


def test_who_signs_in_with_a_code_needs_it_here_too(
    counter: Client, savings: SavingsAccount, manager: User
) -> None:
    TOTP.activate(manager, "A" * 32)
    page = pays(counter, savings, 150_000)

    form = {"answer": "here", "person": manager.pk, "password": WORD, "code": "000000"}
    assert counter.post(page, form).status_code == 422
    assert held(savings) == 0


def test_a_teller_decides_nothing_and_approves_nobody_as_themselves(
    counter: Client, savings: SavingsAccount, teller: User
) -> None:
    page = pays(counter, savings, 150_000)

    assert counter.post(page, {"answer": "approve"}).status_code == 403
    form = {"answer": "here", "person": teller.pk, "password": WORD}
    assert counter.post(page, form).status_code == 422
    assert counter.post(page, {"answer": "back"}).status_code == 302
    assert (held(savings), Draft.objects.get().decision) == (0, "withdrawn")


def test_another_teller_does_not_read_it(
    client: Client, counter: Client, savings: SavingsAccount, koppontren: Koppontren
) -> None:
    page = pays(counter, savings, 150_000)
    client.force_login(make_teller(koppontren))

    assert client.get(page).status_code == 403
    assert page not in client.get(f"{HERE}menunggu/").content.decode()


def test_the_manager_sets_limits(
    client: Client, koppontren: Koppontren, teller: User, manager: User
) -> None:
    client.force_login(manager)
    everybody = {"deposit": "5.000.000", "withdrawal": ""}
    assert client.post(f"{HERE}batas/", everybody).status_code == 302
    own = f"{HERE}batas/{teller.pk}/"
    assert client.post(own, {"deposit": "", "withdrawal": "1.000.000"}).status_code == 302
    assert client.post(f"{HERE}batas/{manager.pk}/", everybody).status_code == 422
    assert client.get(f"{HERE}batas/").status_code == 200

    assert default_limits(koppontren) == Limits(5_000_000, None)
    assert limits_of(koppontren, teller) == Limits(None, 1_000_000, is_own=True)
    client.post(own, {"is_default": "on"})
    assert limits_of(koppontren, teller) == Limits(5_000_000, None)
