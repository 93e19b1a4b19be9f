"""The counter as it is worked at: pages, forms sent twice, and what nobody should type."""

from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.test import Client

from klinik.finance.ledger import chart
from klinik.finance.ledger.commands import open_book
from klinik.finance.ledger.models import Entry
from klinik.finance.ledger.posting import reverse
from klinik.finance.members.models import Member
from klinik.finance.savings.models import SavingsAccount, SavingsProduct
from klinik.people.models import User
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import journal
from tests.finance.counter import (
    held,
    make_cooperative,
    make_new_first_drawer,
    make_saver,
    make_savings,
    questions,
)
from tests.world import make_koppontren, make_member_of

ACCOUNT = "/koppontren/al-hikmah/simpanan/S-0001/"
COUNTER = "/koppontren/al-hikmah/loket/A-0001/"
POSTED = f"{COUNTER}?rekening=S-0001&bukti=2"
ADMIT = "/koppontren/al-hikmah/anggota/baru/"
OFFER = "/koppontren/al-hikmah/simpanan/produk/"
OPEN = "/koppontren/al-hikmah/anggota/A-0001/simpanan/baru/"
ODD_AMOUNTS = [
    "",
    "0",
    "-5000",
    "5.000,50",
    "5000.5",
    "1e6",
    "lima ribu",
    "٥٠٠٠",
    "꧕꧐꧐꧐",
    "5\x00000",
    "9" * 10_000,
    "1.000.000.000.000.001",
]


@pytest.fixture
def counter(client: Client, teller: User) -> Client:
    client.force_login(teller)
    return client


def payment(
    amount: str, deed: str = "deposit", key: object = None, *, account: str = "S-0001"
) -> dict[str, str]:
    return {
        "account": account,
        "amount": amount,
        "deed": deed,
        "request_id": str(key or uuid4()),
    }


def test_a_deposit_is_one_form_and_shows_its_effect(
    counter: Client, savings: SavingsAccount
) -> None:
    answer = counter.post(COUNTER, payment("Rp 50.000"))

    assert answer.headers["Location"] == POSTED
    page = counter.get(answer.headers["Location"]).content.decode()
    assert "Rp50.000" in page
    assert f"{ACCOUNT}bukti/2/" in page
    assert journal(savings.koppontren)[1:] == ["savings.deposit: Dr Kas 50.000, Cr S-0001 50.000"]


def test_a_withdrawal_of_more_than_there_is_says_what_is_there(
    counter: Client, savings: SavingsAccount
) -> None:
    counter.post(COUNTER, payment("5.000"))
    answer = counter.post(COUNTER, payment("7.000", "withdrawal"))

    assert answer.status_code == 422
    assert "Rp5.000" in answer.content.decode()
    assert 'value="7.000"' in answer.content.decode(), "what was typed is not lost"
    assert held(savings) == 5_000


def test_the_form_sent_twice_is_one_entry(counter: Client, savings: SavingsAccount) -> None:
    form = payment("50.000")
    first, second = counter.post(COUNTER, form), counter.post(COUNTER, form)

    assert first.headers["Location"] == second.headers["Location"] == POSTED
    assert held(savings) == 50_000


def test_the_form_sent_again_after_the_cash_account_changed_is_one_entry(
    counter: Client, savings: SavingsAccount
) -> None:
    form = payment("50.000")
    first = counter.post(COUNTER, form)
    make_new_first_drawer(savings.koppontren)

    assert counter.post(COUNTER, form).headers["Location"] == first.headers["Location"]
    assert held(savings) == 50_000


def test_an_undone_admission_can_be_paid_again_at_the_counter(
    counter: Client, savings: SavingsAccount, teller: User
) -> None:
    reverse(Entry.objects.of(savings.koppontren).get(number=1), request_id=uuid4(), by=teller)
    principal = ACCOUNT.replace("S-0001", "P-0001")

    assert "/loket/A-0001/?rekening=P-0001" in counter.get(principal).text
    assert 'value="100.000"' in counter.get(f"{COUNTER}?rekening=P-0001").text
    for amount, status in (("99.000", 422), ("100.000", 302)):
        answer = counter.post(COUNTER, payment(amount, account="P-0001"))
        assert answer.status_code == status
    assert "/loket/A-0001/?rekening" not in counter.get(principal).text


@pytest.mark.parametrize("address", [ADMIT, OPEN, f"{ACCOUNT}bukti/2/"])
def test_htmx_gets_the_panel_of_every_page(
    counter: Client, savings: SavingsAccount, address: str
) -> None:
    counter.post(COUNTER, payment("50.000"))
    panel = counter.get(address, headers={"HX-Request": "true"})

    assert panel.status_code == 200
    assert "<html" not in panel.text


def test_the_form_sent_again_with_another_amount_is_refused(
    counter: Client, savings: SavingsAccount
) -> None:
    key = uuid4()
    counter.post(COUNTER, payment("50.000", key=key))
    answer = counter.post(COUNTER, payment("60.000", key=key))

    assert answer.status_code == 422
    assert held(savings) == 50_000


@pytest.mark.parametrize("amount", ODD_AMOUNTS, ids=range(len(ODD_AMOUNTS)))
@pytest.mark.parametrize("deed", ["deposit", "withdrawal"])
def test_odd_amounts_get_a_sentence(
    counter: Client, savings: SavingsAccount, amount: str, deed: str
) -> None:
    answer = counter.post(COUNTER, payment(amount, deed))

    assert answer.status_code == 422
    assert 'class="error-summary"' in answer.content.decode()
    assert held(savings) == 0


@pytest.mark.parametrize(
    "change",
    [{"request_id": ""}, {"request_id": "x"}, {"request_id": "\0"}, {"deed": ""}, {"deed": "rob"}],
)
def test_a_form_that_lost_something_posts_nothing(
    counter: Client, savings: SavingsAccount, change: dict[str, str]
) -> None:
    answer = counter.post(COUNTER, payment("1.000") | change)

    assert answer.status_code == 422
    assert held(savings) == 0


def test_an_empty_form_posts_nothing(counter: Client, savings: SavingsAccount) -> None:
    assert counter.post(COUNTER, {}).status_code == 422


def test_htmx_follows_into_the_panel(counter: Client, savings: SavingsAccount) -> None:
    htmx = {"HX-Request": "true"}
    refused = counter.post(COUNTER, payment("x"), headers=htmx)
    posted = counter.post(COUNTER, payment("1.000"), headers=htmx, follow=True)

    assert "<html" not in refused.content.decode() + posted.content.decode()
    assert 'id="serve"' in posted.content.decode()


@pytest.mark.parametrize("entry", ["", "0", "1", "999", "x", "-1", "9" * 30, "٢", "\0"])
def test_the_effect_is_shown_only_of_an_entry_of_this_account(
    counter: Client, savings: SavingsAccount, entry: str
) -> None:
    page = counter.get(ACCOUNT, {"entry": entry})

    assert page.status_code == 200
    assert 'class="notice ok"' not in page.content.decode()


def test_the_counter_asks_a_fixed_number_of_questions(
    counter: Client, savings: SavingsAccount
) -> None:
    counter.post(COUNTER, payment("1.000"))
    with_one = questions(counter, ACCOUNT)
    for _deposit in range(2):
        counter.post(COUNTER, payment("1.000"))

    assert questions(counter, ACCOUNT) == with_one <= 13


def test_a_page_shows_only_what_the_person_may_do(client: Client, savings: SavingsAccount) -> None:
    shown = {}
    for role in (Role.TELLER, Role.BOOKKEEPER, Role.SUPERVISOR, Role.MANAGER):
        client.force_login(make_member_of(savings.koppontren, role))
        client.post(COUNTER, payment("1.000"))
        page = client.get(ACCOUNT).content.decode()
        shown[role] = (
            "/loket/A-0001/?rekening=S-0001" in page,
            "/batalkan/" in page,
            'href="/koppontren/al-hikmah/jurnal/2/"' in page,
        )

    assert shown == {
        Role.TELLER: (True, False, False),
        Role.BOOKKEEPER: (False, True, True),
        Role.SUPERVISOR: (False, False, True),
        Role.MANAGER: (True, True, True),
    }
    assert held(savings) == 2_000, "two of the four may take money"


def test_what_is_paid_once_leads_to_no_counter(
    counter: Client, savings: SavingsAccount, teller: User
) -> None:
    make_savings(savings.member, teller, prefix="W")
    mandatory = counter.get("/koppontren/al-hikmah/simpanan/W-0001/").content.decode()
    principal = counter.get("/koppontren/al-hikmah/simpanan/P-0001/").content.decode()

    doors = ["/loket/A-0001/?rekening" in page for page in (mandatory, principal)]
    assert doors == [True, False]


def test_the_receipt_names_everything_as_of_its_entry(
    counter: Client, savings: SavingsAccount
) -> None:
    counter.post(COUNTER, payment("50.000"))
    counter.post(COUNTER, payment("20.000", "withdrawal"))
    page = counter.get(f"{ACCOUNT}bukti/2/").content.decode()

    for text in ("Koppontren Al Hikmah", "S-0001", "Aminah Contoh", "Teller Contoh", "Rp50.000"):
        assert text in page
    assert "Rp30.000" not in page, "that is the balance of today, not of this receipt"
    assert "data-print" in page
    assert "<script>" not in page


def test_the_receipt_says_the_sum_in_words_to_who_reads_indonesian(
    counter: Client, savings: SavingsAccount
) -> None:
    counter.post(COUNTER, payment("51.000"))
    counter.post(COUNTER, payment("1.100", "withdrawal"))
    paid_in, paid_out = (counter.get(f"{ACCOUNT}bukti/{n}/").content.decode() for n in (2, 3))

    assert "<dt>Terbilang</dt><dd>lima puluh satu ribu rupiah</dd>" in paid_in
    assert "<dt>Terbilang</dt><dd>seribu seratus rupiah</dd>" in paid_out

    counter.cookies["django_language"] = "en"
    assert "In words" not in counter.get(f"{ACCOUNT}bukti/2/").content.decode()


def test_the_receipt_goes_to_the_members_whatsapp(counter: Client, savings: SavingsAccount) -> None:
    Member.objects.filter(pk=savings.member_id).update(phone="6281234567890")
    koppontren = savings.koppontren
    Koppontren.objects.filter(pk=koppontren.pk).update(name='Koppontren O\'Neil & "Co"')
    counter.post(COUNTER, payment("50.000"))
    page = counter.get(f"{ACCOUNT}bukti/2/").content.decode()
    link = urlsplit(page.split('href="https://wa.me')[1].split('"')[0])
    message = parse_qs(link.query)["text"][0]

    assert link.path == "/6281234567890"
    assert message.startswith('Koppontren O\'Neil & "Co". ')
    assert "Rp50.000" in message
    assert "S-0001" in message


def test_an_undone_entry_says_so(counter: Client, savings: SavingsAccount, teller: User) -> None:
    counter.post(COUNTER, payment("50.000"))
    entry = Entry.objects.of(savings.koppontren).get(number=2)
    reverse(entry, request_id=uuid4(), by=teller)

    assert "3" in counter.get(f"{ACCOUNT}bukti/2/").content.decode().split('class="receipt"')[1]
    assert 'class="badge warn"' in counter.get(ACCOUNT).content.decode()
    assert held(savings) == 0


@pytest.mark.parametrize(
    "receipt", ["bukti/1/", "bukti/3/", "bukti/0/", "bukti/999999999999999999/"]
)
def test_no_receipt_of_another_account(
    counter: Client, savings: SavingsAccount, receipt: str
) -> None:
    counter.post(COUNTER, payment("1.000"))

    assert counter.get(ACCOUNT + receipt).status_code == 404


@pytest.mark.parametrize(
    "address", ["x/", "S-1/", "s-0001/", "S-0001/bukti/x/", "S-0001/bukti/-1/"]
)
def test_wrong_types_in_the_address(counter: Client, savings: SavingsAccount, address: str) -> None:
    assert counter.get(f"/koppontren/al-hikmah/simpanan/{address}").status_code == 404


def test_a_person_joins(counter: Client, koppontren: Koppontren) -> None:
    form = {"name": "ꦱꦶꦠꦶ محمد", "phone": "0812 3456 7890", "request_id": str(uuid4())}
    first, second = counter.post(ADMIT, form), counter.post(ADMIT, form)

    member = Member.objects.of(koppontren).get()
    assert (member.name, member.phone) == ("ꦱꦶꦠꦶ محمد", "6281234567890")
    assert first.headers["Location"] == second.headers["Location"]
    assert journal(koppontren) == ["savings.admission: Dr Kas 100.000, Cr P-0001 100.000"]


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"name": ""},
        {"name": "A" * 10_000},
        {"phone": "abc"},
        {"phone": "1" * 10_000},
        {"request_id": "x"},
    ],
    ids=range(6),
)
def test_a_bad_admission_keeps_nothing(
    counter: Client, koppontren: Koppontren, form: dict[str, str]
) -> None:
    whole = {"name": "Siti", "phone": "", "request_id": str(uuid4())}
    answer = counter.post(ADMIT, whole | form if form else {})

    assert answer.status_code == 422
    assert 'class="error-summary"' in answer.content.decode()
    assert Member.objects.of(koppontren).count() == 0
    assert journal(koppontren) == []


@pytest.mark.parametrize("typed", ["Si\0ti", "Si\x07ti", " Siti\n"])
def test_what_no_eye_sees_is_no_part_of_a_name(
    counter: Client, koppontren: Koppontren, typed: str
) -> None:
    counter.post(ADMIT, {"name": typed, "request_id": str(uuid4())})

    assert [member.name for member in Member.objects.of(koppontren)] == ["Siti"]


def test_before_the_price_is_set_the_page_says_who_sets_it(client: Client, db: None) -> None:
    koppontren = make_koppontren()
    client.force_login(make_member_of(koppontren, Role.TELLER))
    assert OFFER not in client.get(ADMIT).content.decode()

    client.force_login(make_member_of(koppontren, Role.MANAGER))
    assert OFFER in client.get(ADMIT).content.decode()
    assert client.post(ADMIT, {"name": "Siti"}).status_code == 422
    assert client.get(ADMIT, headers={"HX-Request": "true"}).status_code == 200


def test_the_price_is_set_once(client: Client, koppontren: Koppontren) -> None:
    SavingsProduct.objects.of(koppontren).delete()
    client.force_login(make_member_of(koppontren, Role.BOOKKEEPER))
    assert client.get(OFFER).status_code == 200
    answers = [
        client.post(OFFER, {"principal": amount}).status_code
        for amount in ("250.000", "250.000", "300.000", "0", "")
    ]

    assert answers == [302, 302, 422, 422, 422]
    assert SavingsProduct.objects.of(koppontren).get(prefix="P").amount == 250_000


def test_a_chart_without_principal_savings_says_what_is_missing(client: Client, db: None) -> None:
    koppontren = make_koppontren()
    enter(koppontren)
    open_book(koppontren, units=chart.units())
    client.force_login(make_member_of(koppontren, Role.MANAGER))
    answer = client.post(OFFER, {"principal": "100.000"})

    assert answer.status_code == 422
    assert "3110 Simpanan Pokok" in answer.text


def test_another_account_is_opened_once(
    counter: Client, savings: SavingsAccount, koppontren: Koppontren
) -> None:
    product = SavingsProduct.objects.of(koppontren).get(prefix="W")
    assert f'value="{product.pk}"' in counter.get(OPEN).content.decode()
    form = {"product": str(product.pk), "request_id": str(uuid4())}
    first, second = counter.post(OPEN, form), counter.post(OPEN, form)
    other = counter.post(OPEN, form | {"request_id": str(uuid4())})

    assert first.headers["Location"] == second.headers["Location"]
    assert other.status_code == 422
    assert "W-0001" in other.content.decode()
    assert product.accounts.count() == 1


@pytest.mark.parametrize("product", ["", "0", "-1", "x", "9" * 40, "\0"])
def test_no_such_product(counter: Client, savings: SavingsAccount, product: str) -> None:
    form = {"product": product, "request_id": str(uuid4())}

    assert counter.post(OPEN, form).status_code == 422
    assert savings.member.savings.count() == 2


def test_when_everything_is_open_the_page_says_so(
    counter: Client, savings: SavingsAccount, teller: User
) -> None:
    for prefix in "WM":
        make_savings(savings.member, teller, prefix=prefix)

    assert "request_id" not in counter.get(OPEN).content.decode()


def test_the_neighbours_product_cannot_be_opened(
    counter: Client, savings: SavingsAccount, teller: User
) -> None:
    make_cooperative("an-nur")
    theirs = SavingsProduct.objects.get(prefix="W")
    form = {"product": str(theirs.pk), "request_id": str(uuid4())}

    assert counter.post(OPEN, form).status_code == 422


@pytest.mark.parametrize("address", [ACCOUNT, f"{ACCOUNT}bukti/2/", OPEN])
def test_walls(client: Client, savings: SavingsAccount, teller: User, address: str) -> None:
    client.force_login(teller)
    client.post(COUNTER, payment("1.000"))
    neighbour = make_cooperative("an-nur")
    client.force_login(make_member_of(neighbour, Role.MANAGER))
    through_own = address.replace("al-hikmah", "an-nur")

    assert client.get(address).status_code == 404
    assert client.get(through_own).status_code == 404
    client.force_login(make_member_of(savings.koppontren, Role.CASHIER))
    assert client.get(address).status_code == 403


def test_a_neighbour_cannot_pay_out_our_money(
    client: Client, savings: SavingsAccount, teller: User
) -> None:
    client.force_login(teller)
    client.post(COUNTER, payment("5.000"))
    neighbour = make_cooperative("an-nur")
    make_saver(neighbour, teller)
    client.force_login(make_member_of(neighbour, Role.MANAGER))
    through = COUNTER.replace("al-hikmah", "an-nur")

    assert client.post(COUNTER, payment("1.000", "withdrawal")).status_code == 404
    assert client.post(through, payment("1.000", "withdrawal")).status_code == 422
    enter(savings.koppontren)
    assert held(savings) == 5_000
