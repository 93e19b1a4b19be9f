"""A drawer goes out of use empty and in nobody's hands, and is offered nowhere any more."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from klinik.finance.ledger.commands import close_account, rename_account
from klinik.finance.ledger.models import Account
from klinik.finance.ledger.refusals import (
    AccountClosed,
    AccountNotEmpty,
    DrawerInUse,
    DrawerNameTaken,
)
from klinik.finance.savings.commands import record_deposit
from klinik.finance.tills.commands.delivering import send_cash
from klinik.finance.tills.commands.drawers import rename_drawer, retire_drawer
from klinik.finance.tills.commands.holding import take_over
from klinik.finance.tills.models import Drawer, Shift
from klinik.finance.tills.queries import held_drawers, out_of_use
from klinik.finance.tills.refusals import DrawerNotEmpty
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from tests.finance.counter import held, kas, make_saver, make_savings
from tests.finance.tills.drawers import closed, filled, make_drawer, opened, put_into_kas


def test_an_empty_drawer_goes_out_of_use(
    koppontren: Koppontren, manager: User, teller: User
) -> None:
    drawer = make_drawer(koppontren, manager)
    closed(opened(drawer, teller), teller)
    retire_drawer(drawer, by=manager)
    retire_drawer(drawer, by=manager)

    assert ([row.drawer for row in held_drawers(koppontren)], list(out_of_use(koppontren))) == (
        [],
        [drawer],
    )
    with pytest.raises(AccountClosed):
        opened(drawer, teller)
    with pytest.raises(AccountClosed):
        take_over(drawer, pieces={}, reason="Sakit", request_id=uuid4(), by=manager)
    with pytest.raises(IntegrityError), transaction.atomic():
        Shift.objects.create(koppontren=koppontren, drawer=drawer, kind="till", teller=teller)
    # Its unit has no drawer any more: money goes to its first place of cash, as before.
    savings = make_savings(make_saver(koppontren, manager), manager)
    record_deposit(savings, amount=1_000, request_id=uuid4(), by=teller)
    assert held(savings) == 1_000


def test_what_is_in_use_stays(koppontren: Koppontren, manager: User, teller: User) -> None:
    drawer, other = (make_drawer(koppontren, manager, name=name) for name in ("Laci 1", "Laci 2"))
    shift = opened(drawer, teller)
    with pytest.raises(DrawerInUse):
        retire_drawer(drawer, by=manager)
    filled(drawer, 50_000, giver=manager, holder=teller)
    closed(shift, teller, {"n50000": 1})
    with pytest.raises(DrawerNotEmpty, match=r"Rp50\.000"):
        retire_drawer(drawer, by=manager)
    with pytest.raises(AccountNotEmpty):  # PostgreSQL keeps it, whatever Python asks
        close_account(drawer.account, by=manager)
    put_into_kas(koppontren, 1_000, manager)
    send_cash(kas(koppontren), target=other.account, amount=1_000, request_id=uuid4(), by=manager)
    with pytest.raises(DrawerInUse):
        retire_drawer(other, by=manager)


def test_a_page_puts_it_out_of_use(client: Client, koppontren: Koppontren, manager: User) -> None:
    drawer = make_drawer(koppontren, manager)
    client.force_login(manager)
    page = drawer.get_absolute_url()
    assert "nonaktif/" in client.get(page).content.decode()
    assert client.post(f"{page}nonaktif/")["Location"] == "/koppontren/al-hikmah/kas/"

    assert "nonaktif/" not in client.get(page).content.decode()
    assert str(drawer) in client.get("/koppontren/al-hikmah/kas/").content.decode()


def test_a_page_says_why_it_stays(
    client: Client, koppontren: Koppontren, manager: User, teller: User
) -> None:
    drawer = make_drawer(koppontren, manager)
    opened(drawer, teller)
    filled(drawer, 50_000, giver=manager, holder=teller)
    client.force_login(manager)

    answer = client.post(f"{drawer.get_absolute_url()}nonaktif/", follow=True)
    assert "Laci 1 masih berisi Rp50.000." in answer.content.decode()


def test_a_drawer_is_called_by_another_name_that_none_has(
    koppontren: Koppontren, manager: User
) -> None:
    drawer, other = (make_drawer(koppontren, manager, name=name) for name in ("Laci 1", "Laci 2"))
    rename_drawer(drawer, name="Laci Depan", by=manager)
    rename_drawer(drawer, name="laci depan", by=manager)
    with pytest.raises(DrawerNameTaken):
        rename_drawer(other, name="LACI DEPAN", by=manager)
    with pytest.raises(DrawerNameTaken):  # by the page of the chart, where PostgreSQL keeps it
        rename_account(other.account, name="Laci Depan", by=manager)

    assert [str(row.drawer) for row in held_drawers(koppontren)] == ["laci depan", "Laci 2"]


def test_a_page_renames_it(client: Client, koppontren: Koppontren, manager: User) -> None:
    drawer = make_drawer(koppontren, manager)
    make_drawer(koppontren, manager, name="Laci 2")
    client.force_login(manager)
    page = drawer.get_absolute_url()
    refused = client.post(f"{page}nama/", {"name": "Laci 2"})
    assert (refused.status_code, "sudah ada" in refused.content.decode().lower()) == (422, True)
    assert client.post(f"{page}nama/", {"name": ""}).status_code == 422
    assert client.post(f"{page}nama/", {"name": "Laci Depan"})["Location"] == page

    assert "Laci Depan" in client.get(page).content.decode()


@pytest.mark.parametrize("way", ["masuk", "keluar", "pindah"])
def test_money_forms_offer_no_drawer_of_others_and_no_cash_on_its_way(
    client: Client, koppontren: Koppontren, manager: User, teller: User, way: str
) -> None:
    theirs, mine = (make_drawer(koppontren, manager, name=n) for n in ("Laci 1", "Laci 2"))
    opened(theirs, teller)
    opened(mine, manager)
    client.force_login(manager)
    text = client.get(f"/koppontren/al-hikmah/uang/{way}/").content.decode()

    transit = Account.objects.of(koppontren).get(name__startswith="Kas dalam Perjalanan")
    offered = [
        account.code
        for account in (theirs.account, mine.account, transit, kas(koppontren))
        if f'value="{account.code}"' in text
    ]
    assert offered == [mine.account.code, "1111"]
    assert "/kas/kirim/" in text
    assert Drawer.objects.of(koppontren).count() == 2
