"""A month's fees: whole or not at all, once, and never out of what must stay."""

from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client
from django.utils import timezone

from klinik.core.jobs import work
from klinik.finance.ledger.commands import close_account
from klinik.finance.ledger.models import Account, Draft, Entry
from klinik.finance.ledger.posting import cr, dr, post
from klinik.finance.members.ties.commands import make_tie, take_tie
from klinik.finance.savings.commands import (
    block_savings,
    change_product,
    close_savings,
    record_deposit,
    record_withdrawal,
)
from klinik.finance.savings.leaving.commands import record_death
from klinik.finance.savings.limits.commands import set_default_limits, submit_closing
from klinik.finance.savings.models import SavingsAccount, SavingsProduct
from klinik.finance.savings.product_rules import BadRule, Rules
from klinik.finance.savings.product_rules import months_later as later
from klinik.finance.sharing import queries
from klinik.finance.sharing.fees import commands
from klinik.finance.sharing.fees.commands import confirm_fees, drop_fees, post_fees, prepare_fees
from klinik.finance.sharing.fees.models import Fee, FeeRun
from klinik.finance.sharing.fees.rules import (
    Facts,
    FeesChanged,
    FeesNotOver,
    FeesTaken,
    NoFees,
    kept_back,
)
from klinik.finance.sharing.rules import ThrownAway
from klinik.people.models import User
from klinik.tenancy.database import acting_for, enter
from klinik.tenancy.models import Koppontren
from klinik.tenancy.roles import Role
from tests.finance.books import account, journal, undo
from tests.finance.counter import (
    held,
    make_cooperative,
    make_saver,
    make_savings,
    make_teller,
    questions,
)
from tests.finance.sharing.test_pages import looked_at
from tests.world import make_koppontren, make_member_of, make_user

HERE = "/koppontren/al-hikmah/biaya-bulanan/"
FEE = 2_000
KNOWN = Path(commands.__file__).parents[1] / "sql" / "fee_income.sql"


def month() -> date:
    """The next one: accounts of today owe it first."""
    return later(timezone.localdate().replace(day=1), 1)


def after() -> date:
    """The fifth of the month after it."""
    return later(month(), 1).replace(day=5)


@pytest.fixture(autouse=True)
def _a_month_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is that day."""
    monkeypatch.setattr(commands, "today", lambda _: after())
    monkeypatch.setattr(queries, "today", lambda _: after())


def set_fee(
    koppontren: Koppontren, by: User, *, fee: int = FEE, minimum: int = 10_000, to: str = "4310"
) -> None:
    product = SavingsProduct.objects.of(koppontren).get(prefix="S")
    income = account(koppontren, to)
    rules = Rules(
        name=product.name,
        withdrawal="any_time",
        minimum=minimum,
        monthly_fee=fee,
        fee_account=income,
    )
    change_product(product, rules=rules, by=by)


def make_savers(koppontren: Koppontren, by: User, *amounts: int) -> list[SavingsAccount]:
    """Members with so much in their voluntary savings."""
    made = []
    for n, amount in enumerate(amounts):
        savings = make_savings(make_saver(koppontren, by, name=f"Penabung {n}"), by)
        if amount:
            record_deposit(savings, amount=amount, request_id=uuid4(), by=by)
        made.append(savings)
    return made


@pytest.fixture
def savers(koppontren: Koppontren, teller: User) -> list[SavingsAccount]:
    """Savings of Rp50.000, of just enough, of one rupiah too little, and of nothing."""
    set_fee(koppontren, teller)
    return make_savers(koppontren, teller, 50_000, 12_000, 11_999, 0)


def taken(run: FeeRun, by: User) -> FeeRun:
    return post_fees(run.koppontren, confirm_fees(run, by=by).pk)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (Facts(2_000), ""),
        (Facts(1_999), "short"),
        (Facts(12_000, minimum=10_000), ""),
        (Facts(11_999, minimum=10_000), "short"),
        (Facts(50_000, is_blocked=True), "blocked"),
        (Facts(50_000, is_here=False), "gone"),
        (Facts(50_000, is_closing=True), "closing"),
        (Facts(50_000, is_owed=False), "changed"),
        (Facts(0, is_open=False, is_here=False), "closed"),
    ],
)
def test_a_fee_is_whole_or_nothing(facts: Facts, said: str) -> None:
    assert kept_back(FEE, facts) == said


def test_each_account_gives_its_fee_once(savers: list[SavingsAccount], teller: User) -> None:
    koppontren = savers[0].koppontren
    before = len(journal(koppontren))
    run = prepare_fees(koppontren, month=month(), by=teller)
    assert (run.asked, run.accounts, run.amount, run.left_out) == (4, 2, 4_000, 2)
    assert len(journal(koppontren)) == before
    for _again in range(3):
        done = taken(run, teller)

    assert journal(koppontren)[before:] == [
        "savings.fee: Dr S-0001 2.000, Dr S-0002 2.000, Cr Pendapatan Administrasi 4.000"
    ]
    assert [held(savings) for savings in savers] == [48_000, 10_000, 11_999, 0]
    assert (done.state, done.accounts, done.amount) == ("posted", 2, 4_000)
    with pytest.raises(FeesTaken):
        prepare_fees(koppontren, month=month(), by=teller)


def test_who_has_too_little_by_then_is_left_and_nobody_is_added(
    savers: list[SavingsAccount], teller: User
) -> None:
    koppontren = savers[0].koppontren
    run = prepare_fees(koppontren, month=month(), by=teller)
    confirm_fees(run, by=teller)
    record_withdrawal(savers[0], amount=39_000, request_id=uuid4(), by=teller)
    record_deposit(savers[3], amount=90_000, request_id=uuid4(), by=teller)
    block_savings(savers[1], reason="Hilang buku", by=teller)
    before = len(journal(koppontren))
    done = post_fees(koppontren, run.pk)

    assert (done.accounts, done.amount, done.state) == (0, 0, "posted")
    assert len(journal(koppontren)) == before
    reasons = Fee.objects.of(koppontren).order_by("place").values_list("kept_back", flat=True)
    assert list(reasons) == ["short", "blocked", "short", "short"]


def test_a_closed_account_gives_nothing(koppontren: Koppontren, teller: User) -> None:
    set_fee(koppontren, teller)
    [first, second] = make_savers(koppontren, teller, 50_000, 50_000)
    run = confirm_fees(prepare_fees(koppontren, month=month(), by=teller), by=teller)
    close_savings(first, request_id=uuid4(), by=teller)

    assert post_fees(koppontren, run.pk).accounts == 1
    assert held(second) == 48_000


def reasons(run: FeeRun) -> list[str]:
    """Why each account gives nothing, in the order of the posting."""
    rows = Fee.objects.of(run.koppontren).filter(run=run).order_by("place")
    return list(rows.values_list("kept_back", flat=True))


def test_the_dead_and_whoever_waits_to_close_give_nothing(
    koppontren: Koppontren, teller: User
) -> None:
    set_fee(koppontren, teller, minimum=0)
    dead, closing, there = make_savers(koppontren, teller, 50_000, 50_000, 50_000)
    run = prepare_fees(koppontren, month=month(), by=teller)
    assert reasons(run) == ["", "", ""]
    record_death(dead.member, died_on=timezone.localdate(), by=teller)
    set_default_limits(koppontren, deposit=None, withdrawal=1, by=teller)
    clerk = make_teller(koppontren)
    assert isinstance(submit_closing(closing, request_id=uuid4(), by=clerk), Draft)
    post_fees(koppontren, confirm_fees(run, by=teller).pk)

    assert reasons(run) == ["gone", "closing", ""]
    assert [held(savings) for savings in (dead, closing, there)] == [50_000, 50_000, 48_000]


@pytest.mark.parametrize("fee", [0, FEE + 1])
def test_a_fee_that_changed_is_looked_at_anew(
    savers: list[SavingsAccount], teller: User, fee: int
) -> None:
    run = prepare_fees(savers[0].koppontren, month=month(), by=teller)
    set_fee(run.koppontren, teller, fee=fee)
    with pytest.raises(FeesChanged):
        confirm_fees(run, by=teller)

    assert FeeRun.objects.get(pk=run.pk).is_prepared


def test_fees_have_an_open_account_of_income(savers: list[SavingsAccount], teller: User) -> None:
    run = prepare_fees(savers[0].koppontren, month=month(), by=teller)
    close_account(account(run.koppontren, "4310"), by=teller)
    with pytest.raises(FeesChanged):
        confirm_fees(run, by=teller)


def test_a_fee_that_goes_elsewhere_by_now_is_looked_at_anew(
    savers: list[SavingsAccount], teller: User
) -> None:
    run = prepare_fees(savers[0].koppontren, month=month(), by=teller)
    set_fee(run.koppontren, teller, to="4210")
    with pytest.raises(FeesChanged):
        confirm_fees(run, by=teller)


def test_the_minimum_that_fees_were_reckoned_with_is_kept_and_shown(
    savers: list[SavingsAccount], teller: User, client: Client
) -> None:
    koppontren = savers[0].koppontren
    run = prepare_fees(koppontren, month=month(), by=teller)
    set_fee(koppontren, teller, minimum=0)
    with pytest.raises(FeesChanged):
        confirm_fees(run, by=teller)
    set_fee(koppontren, teller)
    confirm_fees(run, by=teller)
    set_fee(koppontren, teller, minimum=11_000)  # by when its job comes
    post_fees(koppontren, run.pk)
    enter(koppontren)
    fees = Fee.objects.of(koppontren).filter(run=run)

    assert [held(savings) for savings in savers] == [48_000, 12_000, 11_999, 0]
    assert set(fees.values_list("minimum", flat=True)) == {10_000}
    client.force_login(make_member_of(koppontren, Role.MANAGER))
    page = client.get(run.get_absolute_url()).text
    assert "Saldo minimum, yang tetap ada: Rp10.000" in page
    accounts = client.get(f"/api/koppontren/al-hikmah/savings-fees/{month():%Y-%m}/accounts").json()
    assert {row["minimum"] for row in accounts["results"]} == {10_000}


def test_where_fees_go_is_kept_with_their_month(
    savers: list[SavingsAccount], teller: User, client: Client
) -> None:
    koppontren = savers[0].koppontren
    run = confirm_fees(prepare_fees(koppontren, month=month(), by=teller), by=teller)
    set_fee(koppontren, teller, to="4210")
    post_fees(koppontren, run.pk)
    enter(koppontren)
    set_fee(koppontren, teller, fee=3_000, to="4210")

    assert journal(koppontren)[-1].endswith("Cr Pendapatan Administrasi 4.000")
    client.force_login(make_member_of(koppontren, Role.MANAGER))
    page = client.get(run.get_absolute_url()).text
    assert "dari masing-masing 4 rekening, ke 4310 Pendapatan Administrasi" in page
    accounts = client.get(f"/api/koppontren/al-hikmah/savings-fees/{month():%Y-%m}/accounts").json()
    assert {(row["amount"], row["income"]) for row in accounts["results"]} == {(FEE, "4310")}


def test_the_database_lets_a_fee_go_nowhere_else(
    savers: list[SavingsAccount], teller: User
) -> None:
    koppontren = savers[0].koppontren
    run = prepare_fees(koppontren, month=month(), by=teller)
    fees = Fee.objects.of(koppontren).filter(run=run)
    elsewhere = account(koppontren, "4210")
    asked = {"koppontren": koppontren, "run": run, "month": month(), "amount": FEE, "place": 9}
    principal = SavingsAccount.objects.of(koppontren).filter(product__prefix="P")[0]

    assert refused(lambda: fees.filter(place=0).update(income=elsewhere)) == "23K78"
    odd = [savers[0], elsewhere], [principal, elsewhere], [principal, None]
    fees.filter(place=0).delete()
    for savings, income in odd:
        made = {**asked, "savings": savings, "income": income}
        assert refused(lambda made=made: Fee.objects.create(**made)) == "23K78"
    other = {**asked, "savings": savers[0], "minimum": 0}
    assert refused(lambda: Fee.objects.create(**other)) == "23K78"
    assert refused(lambda: fees.filter(place=1).update(minimum=0)) == "23K78"
    Fee.objects.create(**asked, savings=savers[0])  # by a program that keeps no account yet
    kept = fees.get(place=9)
    assert (kept.income_id, kept.minimum) == (account(koppontren, "4310").pk, 10_000)
    confirm_fees(run, by=teller)
    legs = [dr(savers[0].account, FEE), cr(elsewhere, FEE)]
    entry = post(koppontren, request_id=uuid4(), kind="savings.fee", legs=legs, by=teller)
    assert refused(lambda: fees.filter(place=9).update(entry_number=entry.number)) == "23K78"


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_fees_of_before_go_where_their_entries_say() -> None:
    koppontren = make_koppontren()
    with acting_for(koppontren):
        make_cooperative(koppontren=koppontren)
        teller = make_teller(koppontren)
        set_fee(koppontren, teller)
        make_savers(koppontren, teller, 50_000, 0)
        run = confirm_fees(prepare_fees(koppontren, month=month(), by=teller), by=teller)
    post_fees(koppontren, run.pk)
    with acting_for(koppontren):
        set_fee(koppontren, teller, to="4210")
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(
            "ALTER TABLE sharing_fee NO FORCE ROW LEVEL SECURITY, DISABLE TRIGGER asked_once;"
            "UPDATE sharing_fee SET income_id = NULL"
        )
        cursor.execute(KNOWN.read_text(encoding="utf-8"))
    with acting_for(koppontren):
        codes = Fee.objects.of(koppontren).order_by("place").values_list("income__code", flat=True)

        assert list(codes) == ["4310", "4210"]
        assert refused(lambda: Fee.objects.of(koppontren).update(income=None)) == "23K78"


def test_a_fee_that_was_abolished_on_the_way_is_not_taken(
    savers: list[SavingsAccount], teller: User
) -> None:
    koppontren = savers[0].koppontren
    run = confirm_fees(prepare_fees(koppontren, month=month(), by=teller), by=teller)
    product = SavingsProduct.objects.of(koppontren).get(prefix="S")
    change_product(product, rules=Rules(name=product.name, withdrawal="any_time"), by=teller)

    assert post_fees(koppontren, run.pk).state == "posted"
    assert reasons(run) == ["changed", "changed", "short", "short"]
    assert held(savers[0]) == 50_000


def test_fees_that_stopped_go_on_where_they_were(
    savers: list[SavingsAccount], teller: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "LEGS", 1)
    koppontren = savers[0].koppontren
    run = confirm_fees(prepare_fees(koppontren, month=month(), by=teller), by=teller)

    class Broken(Exception):
        """The worker was killed."""

    def step(done: int, total: int) -> None:
        raise Broken

    with pytest.raises(Broken):
        post_fees(koppontren, run.pk, step=step)
    enter(koppontren)
    assert [held(savings) for savings in savers[:2]] == [48_000, 12_000]
    assert post_fees(koppontren, run.pk).state == "posted"
    assert [held(savings) for savings in savers[:2]] == [48_000, 10_000]


def test_a_fee_holds_from_its_month_on_and_for_whole_months(
    koppontren: Koppontren, teller: User
) -> None:
    set_fee(koppontren, teller)
    make_savers(koppontren, teller, 50_000)
    with pytest.raises(NoFees):  # opened within that month
        prepare_fees(koppontren, month=later(month(), -1), by=teller)
    with pytest.raises(FeesNotOver):
        prepare_fees(koppontren, month=later(month(), 1), by=teller)
    assert prepare_fees(koppontren, month=month(), by=teller).accounts == 1


def test_what_was_prepared_is_thrown_away_or_made_anew(
    savers: list[SavingsAccount], teller: User
) -> None:
    koppontren = savers[0].koppontren
    drop_fees(prepare_fees(koppontren, month=month(), by=teller), by=teller)
    assert FeeRun.objects.of(koppontren).count() == Fee.objects.of(koppontren).count() == 0
    prepare_fees(koppontren, month=month(), by=teller)
    record_deposit(savers[2], amount=1, request_id=uuid4(), by=teller)
    run = prepare_fees(koppontren, month=month(), by=teller)
    assert run.accounts == 3
    confirm_fees(run, by=teller)
    with pytest.raises(FeesTaken):
        drop_fees(run, by=teller)


def test_what_was_thrown_away_meanwhile_is_not_confirmed(
    savers: list[SavingsAccount], teller: User
) -> None:
    run = prepare_fees(savers[0].koppontren, month=month(), by=teller)
    drop_fees(run, by=teller)
    for decide in (confirm_fees, drop_fees):
        with pytest.raises(ThrownAway):
            decide(run, by=teller)


def test_fees_that_were_prepared_anew_are_looked_at_anew(
    client: Client, savers: list[SavingsAccount], teller: User
) -> None:
    client.force_login(make_member_of(savers[0].koppontren, Role.MANAGER))
    address = prepare_fees(savers[0].koppontren, month=month(), by=teller).get_absolute_url()
    sent = looked_at(client.get(address).text)
    enter(savers[0].koppontren)
    prepare_fees(savers[0].koppontren, month=month(), by=teller)
    answer = client.post(f"{address}setuju/", sent)

    assert answer.status_code == 422
    assert "disiapkan ulang" in answer.text
    assert client.post(f"{address}setuju/", looked_at(answer.text)).status_code == 302


@pytest.mark.parametrize("prefix", ["P", "W"])
def test_capital_has_no_fee(koppontren: Koppontren, teller: User, prefix: str) -> None:
    product = SavingsProduct.objects.of(koppontren).get(prefix=prefix)
    rules = Rules(name=product.name, withdrawal="leaving", monthly_fee=1)
    with pytest.raises(BadRule):
        change_product(product, rules=rules, by=teller)
    with pytest.raises(IntegrityError, match="product_"), transaction.atomic():
        SavingsProduct.objects.filter(pk=product.pk).update(
            monthly_fee=1, monthly_fee_since=month(), fee_account=account(koppontren, "4310")
        )


def refused(act: Any) -> str:
    """With which SQLSTATE the database refuses this."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        act()
    return str(getattr(error.value.__cause__, "sqlstate", ""))


def test_the_database_keeps_fees_as_they_were(savers: list[SavingsAccount], teller: User) -> None:
    koppontren = savers[0].koppontren
    run = taken(prepare_fees(koppontren, month=month(), by=teller), teller)
    fees = Fee.objects.of(koppontren).filter(run=run)
    first = fees.get(place=0)
    once_more = {"koppontren": koppontren, "savings": savers[0], "month": month(), "amount": 1}
    other = FeeRun.objects.create(
        koppontren=koppontren,
        month=later(month(), 1),
        asked=1,
        accounts=0,
        amount=0,
        prepared_by=teller,
    )

    assert refused(lambda: fees.update(amount=1)) == "23K78"
    assert refused(fees.delete) == "23K78"
    assert refused(lambda: FeeRun.objects.filter(pk=run.pk).update(amount=1)) == "23K78"
    assert refused(lambda: Fee.objects.create(run=other, place=9, **once_more)) == "23K78"
    assert refused(lambda: Fee.objects.create(run=run, place=9, **once_more)) == "23K78"
    assert first.entry_number
    confirm_fees(other, by=teller)


def test_an_account_is_asked_once_a_month_in_the_database(
    savers: list[SavingsAccount], teller: User
) -> None:
    koppontren = savers[0].koppontren
    run = prepare_fees(koppontren, month=month(), by=teller)
    asked = {"koppontren": koppontren, "run": run, "month": month(), "amount": 1}
    with pytest.raises(IntegrityError, match="fee_once_a_month"), transaction.atomic():
        Fee.objects.create(savings=savers[0], place=9, **asked)


@pytest.mark.parametrize(("amount", "said"), [(40_000, ""), (40_001, "23K70"), (50_001, "23K13")])
def test_the_database_takes_no_fee_out_of_the_minimum(
    savers: list[SavingsAccount], amount: int, said: str
) -> None:
    income = Account.objects.of(savers[0].koppontren).get(code="4310")
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT number FROM ledger_post(%s, %s, 'savings.fee', NULL, 1, %s::bigint[],"
                " %s::bigint[], %s::bigint[], NULL, NULL, NULL)",
                [
                    savers[0].koppontren_id,
                    uuid4(),
                    [savers[0].account_id, income.pk],
                    [amount, 0],
                    [0, amount],
                ],
            )
        found = ""
    except IntegrityError as error:
        found = str(getattr(error.__cause__, "sqlstate", ""))

    assert found == said


@pytest.mark.django_db(transaction=True)
def test_a_manager_takes_the_fees_of_a_month_on_the_page(client: Client) -> None:
    koppontren = make_koppontren()
    with acting_for(koppontren):
        make_cooperative(koppontren=koppontren)
        teller = make_teller(koppontren)
        set_fee(koppontren, teller)
        savers = make_savers(koppontren, teller, 50_000, 1_000)
        manager = make_member_of(koppontren, Role.MANAGER)
    client.force_login(manager)
    page = client.get(HERE).content.decode()
    assert "Rp2.000" in page
    address = client.post(HERE, {"month": month().isoformat()}).headers["Location"]
    shown = client.get(address).content.decode()
    for words in ("S-0001", "Rp2.000", "sisa di atas saldo minimum kurang", "akan diambil"):
        assert words in shown

    for _twice in range(2):
        client.post(f"{address}setuju/", looked_at(shown))
        work(is_patient=False)
    with acting_for(koppontren):
        assert [held(savings) for savings in savers] == [48_000, 1_000]
    assert "diambil" in client.get(address).content.decode()
    assert "Biaya bulanan" in client.get(savers[0].get_absolute_url()).content.decode()
    passbook = f"/koppontren/al-hikmah/simpanan/{savers[0].number}/buku/"
    assert ">Biaya<" in client.get(passbook).content.decode()
    assert client.post(f"{address}buang/").status_code == 422


def test_the_fee_stands_at_the_account_before_it_is_taken(
    client: Client, koppontren: Koppontren, teller: User
) -> None:
    [savings] = make_savers(koppontren, teller, 50_000)
    member = make_user("Penabung 0")
    tie = make_tie(savings.member, capacity="self", request_id=uuid4(), by=teller)
    take_tie(tie, by=member)
    pages = {
        savings.get_absolute_url(): teller,
        f"/simpanan-saya/al-hikmah/{savings.member.number}/{savings.number}/": member,
    }
    for fee in (0, FEE):
        enter(koppontren)
        set_fee(koppontren, teller, fee=fee)
        for page, person in pages.items():
            client.force_login(person)
            answer = client.get(page)
            assert answer.status_code == 200
            assert ('Biaya bulanan: <span class="nowrap">Rp2.000' in answer.text) == bool(fee)


@pytest.mark.parametrize(
    ("role", "statuses"),
    [
        (Role.SUPERVISOR, (200, 403, 403)),
        (Role.BOOKKEEPER, (200, 302, 403)),
        (Role.TELLER, (403, 403, 403)),
    ],
)
def test_who_prepares_and_who_confirms(
    savers: list[SavingsAccount], teller: User, role: Role, statuses: tuple[int, ...]
) -> None:
    koppontren = savers[0].koppontren
    run = prepare_fees(koppontren, month=month(), by=teller)
    client = Client()
    client.force_login(make_member_of(koppontren, role))

    assert (
        client.get(HERE).status_code,
        client.post(HERE, {"month": month().isoformat()}).status_code,
        client.post(f"{run.get_absolute_url()}setuju/", {"number": run.pk}).status_code,
    ) == statuses


def test_the_pages_ask_the_same_for_one_and_for_four(koppontren: Koppontren, teller: User) -> None:
    set_fee(koppontren, teller)
    make_savers(koppontren, teller, 50_000)
    client = Client()
    client.force_login(make_member_of(koppontren, Role.MANAGER))
    run = prepare_fees(koppontren, month=month(), by=teller)
    api = "/api/koppontren/al-hikmah/savings-fees"
    pages = (HERE, run.get_absolute_url(), api, f"{api}/{month():%Y-%m}/accounts")
    one = [questions(client, page) for page in pages]
    make_savers(koppontren, teller, 50_000, 0, 12_000)
    prepare_fees(koppontren, month=month(), by=teller)

    assert [questions(client, page) for page in pages] == one


def test_a_program_prepares_and_takes(savers: list[SavingsAccount]) -> None:
    koppontren = savers[0].koppontren
    client = Client()
    client.force_login(make_member_of(koppontren, Role.MANAGER))
    api = "/api/koppontren/al-hikmah/savings-fees"
    said: dict[str, object] = {"month": f"{month():%Y-%m}", "asked": 4, "accounts": 2}
    said |= {"amount": 4_000, "undone_accounts": 0, "undone_amount": 0}
    old = client.post(api, {"month": "2005-01"}, "application/json")
    assert (old.status_code, old.json()["code"]) == (422, "month_too_old")
    made = client.post(api, {"month": f"{month():%Y-%m}"}, "application/json")
    enter(koppontren)
    run = FeeRun.objects.of(koppontren).get()
    number = {"number": run.pk}
    said |= number
    assert (made.status_code, made.json()) == (201, {**said, "state": "prepared"})
    other = {"number": run.pk + 1}
    refused = client.post(f"{api}/{month():%Y-%m}/recording", other, "application/json")
    assert (refused.status_code, refused.json()["code"]) == (422, "prepared_anew")
    for _again in range(2):
        answer = client.post(f"{api}/{month():%Y-%m}/recording", number, "application/json")
        assert (answer.status_code, answer.json()["state"]) == (202, "posting")
    post_fees(koppontren, FeeRun.objects.of(koppontren).get().pk)

    assert client.get(api).json() == [{**said, "state": "posted"}]
    again = client.post(api, {"month": f"{month():%Y-%m}"}, "application/json")
    assert (again.status_code, again.json()["code"]) == (422, "fees_taken")
    gone = client.delete(f"{api}/{month():%Y-%m}")
    assert (gone.status_code, gone.json()["code"]) == (422, "fees_taken")


def test_a_program_sees_each_account_and_drops_what_is_not_confirmed(
    savers: list[SavingsAccount], teller: User
) -> None:
    koppontren = savers[0].koppontren
    client = Client()
    client.force_login(make_member_of(koppontren, Role.MANAGER))
    api = f"/api/koppontren/al-hikmah/savings-fees/{month():%Y-%m}"
    assert client.get(f"{api}/accounts").status_code == 404
    prepare_fees(koppontren, month=month(), by=teller)
    page = client.get(f"{api}/accounts").json()
    assert (page["count"], page["pages"]) == (4, 1)
    assert [(row["account"], row["kept_back"], row["entry"]) for row in page["results"]] == [
        ("S-0001", "", None),
        ("S-0002", "", None),
        ("S-0003", "short", None),
        ("S-0004", "short", None),
    ]
    assert client.get(f"{api}/accounts", {"page": 2}).json()["results"] == []

    assert client.delete(api).status_code == 204
    assert client.get(f"{api}/accounts").status_code == 404


def test_what_an_entry_took_and_another_gave_back_is_undone(
    savers: list[SavingsAccount], teller: User, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    monkeypatch.setattr(commands, "LEGS", 1)
    koppontren = savers[0].koppontren
    run = taken(prepare_fees(koppontren, month=month(), by=teller), teller)
    first = Fee.objects.of(koppontren).get(run=run, place=0).entry_number or 0
    client.force_login(make_member_of(koppontren, Role.MANAGER))
    api = "/api/koppontren/al-hikmah/savings-fees"

    def said() -> tuple[object, ...]:
        [told] = client.get(api).json()
        rows = client.get(f"{api}/{month():%Y-%m}/accounts").json()["results"]
        return told["undone_accounts"], told["undone_amount"], rows[0]["undone_by"]

    pages = (HERE, run.get_absolute_url())
    assert said() == (0, 0, None)
    assert ["dibatalkan" in client.get(page).text for page in pages] == [False, False]
    enter(koppontren)
    undoing = undo(Entry.objects.of(koppontren).get(number=first), by=teller)
    assert isinstance(undoing, Entry)

    assert held(savers[0]) == 50_000
    assert said() == (1, FEE, undoing.number)
    assert ["sebagian dibatalkan" in client.get(page).text for page in pages] == [True, True]
    assert f"dibatalkan oleh jurnal {undoing.number}" in client.get(pages[1]).text
    sent = (f"{api}/{month():%Y-%m}/recording", {"number": run.pk}, "application/json")
    assert client.post(*sent).json() == client.get(api).json()[0]
    enter(koppontren)
    with pytest.raises(FeesTaken):
        prepare_fees(koppontren, month=month(), by=teller)


@pytest.mark.django_db(transaction=True)
def test_a_fee_that_is_changed_at_that_moment_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    koppontren = make_koppontren()
    with acting_for(koppontren):
        make_cooperative(koppontren=koppontren)
        teller = make_teller(koppontren)
        set_fee(koppontren, teller)
        make_savers(koppontren, teller, 50_000)
    asked, changes = commands._asked, list[Future[None]]()

    def change() -> None:
        try:
            with acting_for(koppontren):
                set_fee(koppontren, teller, to="4210")
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:

        def meanwhile(run: FeeRun, accounts: list[SavingsAccount]) -> list[Fee]:
            changes.append(pool.submit(change))
            assert not wait(changes, timeout=0.5).done
            return list(asked(run, accounts))

        monkeypatch.setattr(commands, "_asked", meanwhile)
        with acting_for(koppontren):
            run = prepare_fees(koppontren, month=month(), by=teller)
        changes[0].result()
    with acting_for(koppontren), pytest.raises(FeesChanged):
        confirm_fees(run, by=teller)


@pytest.mark.django_db(transaction=True)
def test_a_program_goes_on_with_fees_that_stopped(client: Client) -> None:
    koppontren = make_koppontren()
    with acting_for(koppontren):
        make_cooperative(koppontren=koppontren)
        teller = make_teller(koppontren)
        set_fee(koppontren, teller)
        [savings] = make_savers(koppontren, teller, 50_000)
        run = prepare_fees(koppontren, month=month(), by=teller)
        manager = make_member_of(koppontren, Role.MANAGER)
    client.force_login(manager)
    resume = f"/api/koppontren/al-hikmah/savings-fees/{month():%Y-%m}/recording/resumption"
    assert client.post(resume).json()["code"] == "nothing_to_go_on"
    with acting_for(koppontren):
        confirm_fees(run, by=manager)  # and its job never ran

    assert client.post(resume).status_code == 202
    work(is_patient=False)
    with acting_for(koppontren):
        assert (FeeRun.objects.of(koppontren).get().state, held(savings)) == ("posted", 48_000)
    assert client.post(resume).json()["code"] == "nothing_to_go_on"


def test_a_list_of_three_months_asks_as_much_as_of_one(
    koppontren: Koppontren, savers: list[SavingsAccount], teller: User, client: Client
) -> None:
    run = prepare_fees(koppontren, month=month(), by=teller)
    client.force_login(make_member_of(koppontren, Role.MANAGER))
    with_one = questions(client, HERE)
    FeeRun.objects.bulk_create(
        FeeRun(
            koppontren=koppontren,
            month=later(month(), -n),
            asked=1,
            accounts=1,
            amount=FEE,
            prepared_by=run.prepared_by,
        )
        for n in (1, 2)
    )

    assert questions(client, HERE) == with_one


def test_a_month_of_four_accounts_asks_as_much_as_of_one(
    koppontren: Koppontren, teller: User, client: Client
) -> None:
    set_fee(koppontren, teller)
    make_savers(koppontren, teller, 50_000)
    address = prepare_fees(koppontren, month=month(), by=teller).get_absolute_url()
    client.force_login(make_member_of(koppontren, Role.MANAGER))
    with_one = questions(client, address)
    make_savers(koppontren, teller, 50_000, 12_000, 0)
    prepare_fees(koppontren, month=month(), by=teller)

    assert questions(client, address) == with_one
