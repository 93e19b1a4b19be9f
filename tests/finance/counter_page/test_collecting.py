"""Collecting from a group in one table: all of it or nothing, once, with a receipt for each."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client

from klinik.finance.counter.commands import add_group, collect, put_into, take_out_of
from klinik.finance.counter.group_queries import payers
from klinik.finance.counter.models import Collection, Group, Place
from klinik.finance.counter.refusals import (
    CollectionReused,
    GroupNameTaken,
    NothingCollected,
    RowsRefused,
)
from klinik.finance.ledger.commands import close_account
from klinik.finance.ledger.days import today_in
from klinik.finance.members.models import Member
from klinik.finance.savings.commands import open_savings
from klinik.finance.savings.leaving.commands import record_death
from klinik.finance.savings.models import SavingsAccount, SavingsProduct
from klinik.finance.savings.rules import Goal
from klinik.finance.tills.refusals import NoOpenDrawer
from klinik.people.models import User
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import journal
from tests.finance.counter import (
    make_cooperative,
    make_saver,
    make_savings,
    make_teller,
    questions,
)
from tests.finance.savings.offers import make_product
from tests.finance.tills.drawers import in_it, make_drawer, opened
from tests.world import make_member_of

HERE = "/koppontren/al-hikmah/loket/kelompok/"


@pytest.fixture
def koppontren(db: None) -> Koppontren:
    return make_cooperative()


@pytest.fixture
def teller(koppontren: Koppontren) -> User:
    return make_teller(koppontren)


@pytest.fixture
def group(koppontren: Koppontren, teller: User) -> Group:
    """Class 7A: three members, two of whom have simpanan wajib."""
    group = add_group(koppontren, name="Kelas 7A", request_id=uuid4())
    for name in ("Aminah", "Hasan", "Zainab"):
        member = make_saver(koppontren, teller, name=name)
        put_into(group, member)
        if name != "Zainab":
            make_savings(member, teller, prefix="W")
    return group


@pytest.fixture
def wajib(koppontren: Koppontren) -> SavingsProduct:
    return SavingsProduct.objects.of(koppontren).select_related("control__unit").get(prefix="W")


def collected(
    group: Group, product: SavingsProduct, by: User, key: UUID | None = None, **amounts: int
) -> Collection:
    said = {number.replace("_", "-"): amount for number, amount in amounts.items()}
    return collect(group, product=product, amounts=said, request_id=key or uuid4(), by=by)


def test_a_class_pays_at_once(group: Group, wajib: SavingsProduct, teller: User) -> None:
    saved = collected(group, wajib, teller, W_0001=25_000, W_0002=30_000)

    assert journal(group.koppontren)[3:] == [
        "savings.deposit: Dr Kas 25.000, Cr W-0001 25.000",
        "savings.deposit: Dr Kas 30.000, Cr W-0002 30.000",
    ]
    assert (saved.rows, saved.total) == ([["W-0001", 25_000, 4], ["W-0002", 30_000, 5]], 55_000)


def test_into_the_own_drawer(group: Group, wajib: SavingsProduct, teller: User) -> None:
    koppontren = group.koppontren
    drawer = make_drawer(koppontren, make_member_of(koppontren, Role.MANAGER))
    with pytest.raises(NoOpenDrawer):
        collected(group, wajib, teller, W_0001=25_000)
    opened(drawer, teller)
    collected(group, wajib, teller, W_0001=25_000)

    assert in_it(drawer) == 25_000


def test_the_same_again_is_the_same(group: Group, wajib: SavingsProduct, teller: User) -> None:
    key = uuid4()
    saved = collected(group, wajib, teller, key, W_0001=25_000)

    assert collected(group, wajib, teller, key, W_0001=25_000) == saved
    with pytest.raises(CollectionReused):
        collected(group, wajib, teller, key, W_0001=25_000, W_0002=1)
    assert len(journal(group.koppontren)) == 4


@pytest.mark.parametrize("bad", ["W_9999", "S_0001", "P_0001"])
def test_one_bad_row_and_none_is_saved(
    group: Group, wajib: SavingsProduct, teller: User, bad: str
) -> None:
    with pytest.raises(RowsRefused):
        collected(group, wajib, teller, None, **{"W_0001": 25_000, bad: 1_000})

    assert len(journal(group.koppontren)) == 3


def test_what_the_ledger_refuses_of_one_is_refused_of_all(
    group: Group, wajib: SavingsProduct, teller: User
) -> None:
    with pytest.raises(RowsRefused) as refused:
        collected(group, wajib, teller, W_0001=25_000, W_0002=10**17)

    assert [name for name, _why in refused.value.rows] == ["Hasan"]
    assert len(journal(group.koppontren)) == 3


def test_nothing_is_no_collection(group: Group, wajib: SavingsProduct, teller: User) -> None:
    with pytest.raises(NothingCollected):
        collected(group, wajib, teller)


def test_who_left_the_group_pays_elsewhere(
    group: Group, wajib: SavingsProduct, teller: User
) -> None:
    member = Member.objects.of(group.koppontren).get(name="Hasan")
    put_into(group, member)
    take_out_of(group, member)
    assert Place.objects.of(group.koppontren).count() == 2
    with pytest.raises(RowsRefused):
        collected(group, wajib, teller, W_0002=1_000)


def test_who_died_pays_nothing_in(group: Group, wajib: SavingsProduct, teller: User) -> None:
    member = Member.objects.of(group.koppontren).get(name="Hasan")
    record_death(member, died_on=today_in(group.koppontren), by=teller)
    with pytest.raises(RowsRefused) as refused:
        collected(group, wajib, teller, W_0001=25_000, W_0002=30_000)

    assert [name for name, _why in refused.value.rows] == ["Hasan"]
    assert len(journal(group.koppontren)) == 3
    assert shown(group, wajib) == [("Aminah", "W-0001"), ("Hasan", None), ("Zainab", None)]


def test_every_open_account_has_a_row_and_no_closed_one(
    group: Group, wajib: SavingsProduct, teller: User
) -> None:
    koppontren = group.koppontren
    product = make_product(koppontren, teller, kind="goal", akad="wadiah", prefix="G")
    aminah = Member.objects.of(koppontren).get(name="Aminah")
    for purpose in ("Umrah", "Qurban", "Motor"):
        goal = Goal(target=1_000, by_day=today_in(koppontren) + timedelta(days=90), purpose=purpose)
        open_savings(aminah, product=product, goal=goal, request_id=uuid4(), by=teller)
    last = aminah.savings.get(number="G-0003")
    close_account(last.account, by=teller)
    SavingsAccount.objects.filter(pk=last.pk).update(closed_on=today_in(koppontren))

    assert shown(group, product) == [
        ("Aminah", "G-0001"),
        ("Aminah", "G-0002"),
        ("Hasan", None),
        ("Zainab", None),
    ]
    with pytest.raises(RowsRefused):
        collected(group, product, teller, G_0003=1_000)


def shown(group: Group, product: SavingsProduct) -> list[tuple[str, str | None]]:
    """The rows of a group's table."""
    rows = payers(group, product)
    return [(row.member.name, row.savings.number if row.savings else None) for row in rows]


def test_two_groups_have_two_names(group: Group) -> None:
    with pytest.raises(GroupNameTaken):
        add_group(group.koppontren, name="Kelas 7A", request_id=uuid4())


def refused(act: Callable[[], Any], state: str) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        act()
    assert getattr(refusal.value.__cause__, "sqlstate", "") == state


def test_a_collection_is_what_its_entries_moved(
    group: Group, wajib: SavingsProduct, teller: User
) -> None:
    saved = collected(group, wajib, teller, W_0001=25_000)

    def written(**others: Any) -> Callable[[], Collection]:
        said = {"rows": saved.rows, "total": 25_000, "by": teller} | others
        return lambda: Collection.objects.create(
            koppontren=group.koppontren, group=group, product=wajib, request_id=uuid4(), **said
        )

    refused(written(total=30_000), "23T06")
    refused(written(rows=[["W-0002", 25_000, 4]]), "23T06")
    refused(written(rows=[["W-0001", 25_000, 1]]), "23T06")
    with pytest.raises(ProgrammingError), transaction.atomic():
        Collection.objects.filter(pk=saved.pk).update(total=1)


class TestPages:
    """The pages, as a teller uses them."""

    @pytest.fixture
    def counter(self, client: Client, teller: User) -> Client:
        client.force_login(teller)
        return client

    def test_from_a_new_group_to_receipts(
        self, counter: Client, koppontren: Koppontren, teller: User
    ) -> None:
        make_savings(make_saver(koppontren, teller), teller, prefix="W")
        page = counter.post(HERE, {"name": "Kelas 8B", "request_id": uuid4()})["Location"]
        assert "A-0001" in counter.get(page, {"q": "aminah"}).content.decode()
        counter.post(page + "anggota/", {"member": "A-0001"})
        answer = counter.post(page, {"W-0001": "25.000", "request_id": uuid4()})
        receipt = counter.get(answer["Location"]).content.decode()

        assert "/simpanan/W-0001/bukti/2/" in receipt
        assert answer["Location"] in counter.get(page).content.decode()

    def test_a_refused_table_keeps_what_was_typed(self, counter: Client, group: Group) -> None:
        page = f"{HERE}{group.pk}/"
        wrong = {"W-0001": "25.000", "W-0002": "lima", "request_id": uuid4()}
        answer = counter.post(page, wrong)

        assert answer.status_code == 422
        assert 'value="25.000"' in answer.content.decode()
        assert counter.post(page, {"request_id": uuid4()}).status_code == 422
        assert not Collection.objects.of(group.koppontren).exists()

    def test_two_clicks_collect_once(self, counter: Client, group: Group) -> None:
        typed = {"W-0001": "25.000", "request_id": uuid4()}
        places = {counter.post(f"{HERE}{group.pk}/", typed)["Location"] for _ in range(2)}

        assert len(places) == Collection.objects.of(group.koppontren).count() == 1

    def test_two_clicks_name_one_group(self, counter: Client, koppontren: Koppontren) -> None:
        typed = {"name": "Kelas 8B", "request_id": uuid4()}
        places = {counter.post(HERE, typed)["Location"] for _ in range(2)}

        assert len(places) == Group.objects.of(koppontren).count() == 1
        other = counter.post(HERE, typed | {"name": "Kelas 8C"})
        assert (other.status_code, "Kelas 8B" in other.text) == (422, True)

    def test_the_sum_while_typing(self, counter: Client, group: Group) -> None:
        typed = {"check": "1", "W-0001": "25.000", "W-0002": "x"}
        answer = counter.post(f"{HERE}{group.pk}/", typed)

        assert answer.content.decode().strip() == "Rp25.000"

    def test_other_savings_are_a_tap_away(self, counter: Client, group: Group) -> None:
        page = counter.get(f"{HERE}{group.pk}/", {"simpanan": "S"}).content.decode()

        assert 'name="W-0001"' not in page
        taken = {"name": "Kelas 7A", "request_id": uuid4()}
        assert counter.post(HERE, taken).status_code == 422
        assert counter.post(f"{HERE}{group.pk}/anggota/", {"member": "A-9"}).status_code == 302
        assert Place.objects.of(group.koppontren).count() == 3

    def test_who_died_has_a_row_without_a_field_and_each_goal_has_one(
        self, counter: Client, group: Group, teller: User
    ) -> None:
        koppontren, page = group.koppontren, f"{HERE}{group.pk}/"
        product = make_product(koppontren, teller, kind="goal", akad="wadiah", prefix="G")
        aminah, hasan = (Member.objects.of(koppontren).get(name=n) for n in ("Aminah", "Hasan"))
        for purpose in ("Umrah", "Qurban"):
            by_day = today_in(koppontren) + timedelta(days=90)
            goal = Goal(target=1_000, by_day=by_day, purpose=purpose)
            open_savings(aminah, product=product, goal=goal, request_id=uuid4(), by=teller)
        record_death(hasan, died_on=today_in(koppontren), by=teller)

        wajib = counter.get(page).text
        assert ('name="W-0001"' in wajib, 'name="W-0002"' in wajib) == (True, False)
        assert "meninggal" in wajib
        goals = counter.get(page, {"simpanan": "G"}).text
        assert "Aminah · G-0001 Umrah" in goals
        assert "Aminah · G-0002 Qurban" in goals
        assert goals.count('name="out"') == 3
        typed = {"G-0001": "25.000", "G-0002": "10.000", "request_id": uuid4()}
        assert counter.post(f"{page}?simpanan=G", typed).status_code == 302
        enter(koppontren)
        assert Collection.objects.of(koppontren).get().total == 35_000

    def test_thirty_are_asked_for_like_three(
        self, counter: Client, group: Group, teller: User
    ) -> None:
        page = f"{HERE}{group.pk}/"
        before = questions(counter, page)
        for n in range(6):
            member = make_saver(group.koppontren, teller, name=f"Siti {n}")
            make_savings(member, teller, prefix="W")
            put_into(group, member)

        assert questions(counter, page) == before


def test_accounts_are_opened_for_all_who_have_none(
    client: Client, group: Group, wajib: SavingsProduct, teller: User
) -> None:
    client.force_login(teller)
    page = f"{HERE}{group.pk}/"
    assert "1 anggota belum punya rekening Simpanan Wajib." in client.get(page).text
    for _click in range(2):
        assert client.post(f"{page}?simpanan=W", {"open": "1"}).status_code == 302

    enter(group.koppontren)
    assert wajib.accounts.count() == 3
    assert "belum punya rekening" not in client.get(page).text
    enter(group.koppontren)
    goal = make_product(group.koppontren, teller, kind="goal", akad="wadiah", prefix="HJ")
    client.post(f"{page}?simpanan=HJ", {"open": "1"})
    assert not goal.accounts.exists()
