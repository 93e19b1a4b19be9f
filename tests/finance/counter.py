"""A cooperative with a counter for tests: its book, its savings, and people who work there."""

from uuid import uuid4

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from klinik.finance.ledger.chart import AccountRow
from klinik.finance.ledger.commands import open_account
from klinik.finance.ledger.models import Account, AccountKind, Side
from klinik.finance.ledger.opening.commands import start_book
from klinik.finance.members.models import Member
from klinik.finance.savings.commands import admit_member, offer_usual_products, open_savings
from klinik.finance.savings.models import SavingsAccount, SavingsProduct
from klinik.people.models import User
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.world import make_koppontren, make_member_of

PRINCIPAL = 100_000


def make_cooperative(
    slug: str = "al-hikmah", *, koppontren: Koppontren | None = None
) -> Koppontren:
    """A koppontren with the template chart, the usual savings, and joining at Rp100.000."""
    koppontren = koppontren or make_koppontren(slug)
    enter(koppontren)
    start_book(koppontren)
    offer_usual_products(koppontren, principal=PRINCIPAL)
    return koppontren


def make_teller(koppontren: Koppontren) -> User:
    """Somebody who works at the counter."""
    return make_member_of(koppontren, Role.TELLER, name="Teller Contoh")


def kas(koppontren: Koppontren) -> Account:
    """The cash account of the savings unit."""
    return Account.objects.of(koppontren).get(code="1111")


def make_new_first_drawer(koppontren: Koppontren) -> Account:
    """A drawer that from now on comes before Kas: money goes there when no place is named."""
    usspps = kas(koppontren).unit
    drawer = AccountRow(
        code="1110",
        name="Laci",
        kind=AccountKind.ASSET,
        normal_side=Side.DEBIT,
        unit=usspps.code,
        is_cash=True,
    )
    return open_account(koppontren, account=drawer, units={usspps.code: usspps})


def make_saver(koppontren: Koppontren, by: User, *, name: str = "Aminah Contoh") -> Member:
    """Somebody who has joined and paid principal savings."""
    return admit_member(koppontren, name=name, cash=kas(koppontren), request_id=uuid4(), by=by)


def make_savings(member: Member, by: User, *, prefix: str = "S") -> SavingsAccount:
    """An empty account of a member: S sukarela, W wajib, M mudharabah."""
    product = SavingsProduct.objects.of(member.koppontren).get(prefix=prefix)
    return open_savings(member, product=product, request_id=uuid4(), by=by)


def held(savings: SavingsAccount) -> int:
    """What the ledger says the account holds now, in rupiah."""
    return Account.objects.get(pk=savings.account_id).balance


def questions(client: Client, address: str) -> int:
    """How many queries a page needs; asked twice, so that nothing is counted that is kept."""
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)
