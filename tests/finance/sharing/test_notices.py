"""Closing an account before its month is divided: nobody loses a share without a word."""

from django.test import Client
from django.utils import timezone

from klinik.finance.savings.product_rules import months_later
from klinik.finance.sharing.commands import confirm_run, prepare_share
from klinik.finance.sharing.models import Pool
from klinik.finance.sharing.notices import lost_shares
from klinik.people.models import User
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.counter import make_savings
from tests.finance.sharing.conftest import earn, make_mudharabah, put_in
from tests.world import make_member_of


def test_whoever_closes_before_the_month_is_divided_is_told(
    client: Client, koppontren: Koppontren, pool: Pool, teller: User
) -> None:
    month = months_later(timezone.localdate().replace(day=1), -1)
    savings = make_mudharabah(koppontren, teller)
    wadiah = make_savings(savings.member, teller)
    assert lost_shares([savings, wadiah]) == []  # nothing was saved then
    put_in(savings, 100_000, month, by=teller)
    earn(koppontren, 50_000, month, by=teller)
    [sentence] = lost_shares([savings, wadiah])
    assert sentence.endswith("kemudian tutup.")
    client.force_login(make_member_of(koppontren, Role.MANAGER))
    here = "/koppontren/al-hikmah/"
    for page in (f"simpanan/{savings.number}/tutup/", f"anggota/{savings.member.number}/keluar/"):
        assert savings.number in client.get(f"{here}{page}").context["notices"][0]

    enter(koppontren)
    run = prepare_share(pool, month=month, by=teller)
    assert lost_shares([savings]) == [sentence]
    confirm_run(run, by=teller)
    assert lost_shares([savings]) == []
