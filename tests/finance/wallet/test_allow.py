"""How much a wallet may pay: the least of what it holds and of every limit, to the rupiah."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klinik.finance.wallet.models import OfflineUse, Spent, Wallet, WalletRules
from klinik.finance.wallet.queries import room_of
from klinik.finance.wallet.refusals import refusal
from klinik.people.models import User
from tests.finance.wallet.pocket import (
    MONDAY,
    allow,
    category,
    give_back,
    held,
    limit,
    spend,
)

NOTHING_IN_THE_WAY = 10**15
DAYS = [MONDAY + timedelta(days=n) for n in range(-2, 9)]  # two months, three weeks
CATEGORIES = ("Jajan", "Makan dan minum", "Kitab dan buku", "Obat", "")


@contextmanager
def refused(wallet: Wallet) -> Iterator[list[Exception]]:
    """The refusal in words that the database gives inside."""
    found: list[Exception] = []
    try:
        with transaction.atomic():
            yield found
    except IntegrityError as error:
        names = {category(wallet.koppontren, "Jajan").pk: "Jajan"}
        found.append(refusal(error, number=wallet.number, categories=names))


def test_a_wallet_pays_what_it_holds(wallet: Wallet, teller: User) -> None:
    assert spend(wallet, {None: 60_000}, by=teller) == 60_000

    with refused(wallet) as no:
        spend(wallet, {None: 40_001}, by=teller)

    assert [str(each) for each in no] == ["Saldo D-0001 hanya Rp40.000, tidak cukup."]
    assert held(wallet) == 40_000


def test_an_offline_sale_pays_a_part_and_the_rest_is_owed(wallet: Wallet, teller: User) -> None:
    assert spend(wallet, {None: 120_000}, by=teller, strict=False) == 100_000
    assert spend(wallet, {None: 1}, by=teller, strict=False) == 0


@pytest.mark.parametrize(("period", "said"), [("day", "sehari"), ("week", "seminggu")])
def test_a_limit_says_what_is_left_of_it(
    wallet: Wallet, teller: User, period: str, said: str
) -> None:
    limit(wallet, 10_000, by=teller, period=period)
    spend(wallet, {None: 7_500}, by=teller)

    with refused(wallet) as no:
        spend(wallet, {None: 2_501}, by=teller)

    assert [str(each) for each in no] == [f"Batas untuk semuanya Rp10.000 {said}. Sisanya Rp2.500."]
    assert spend(wallet, {None: 2_500}, by=teller) == 2_500


def test_books_and_medicine_count_for_their_own_limit_alone(wallet: Wallet, teller: User) -> None:
    snacks, books = (category(wallet.koppontren, name).pk for name in ("Jajan", "Kitab dan buku"))
    limit(wallet, 10_000, by=teller)
    limit(
        wallet, 30_000, by=teller, period="month", of=category(wallet.koppontren, "Kitab dan buku")
    )

    assert spend(wallet, {snacks: 10_000, books: 25_000}, by=teller) == 35_000
    with refused(wallet) as no:
        spend(wallet, {books: 5_001}, by=teller)
    assert len(no) == 1
    assert spend(wallet, {books: 5_000}, by=teller) == 5_000


def test_of_a_part_exempt_goods_come_first(wallet: Wallet, teller: User) -> None:
    snacks, books = (category(wallet.koppontren, name).pk for name in ("Jajan", "Kitab dan buku"))

    assert spend(wallet, {snacks: 60_000, books: 70_000}, by=teller, strict=False) == 100_000

    rows = Spent.objects.of(wallet.koppontren).values_list("category", "period", "spent")
    assert set(rows) == {
        (books, "day", 70_000),
        (snacks, "day", 30_000),
        (None, "day", 30_000),
    }


def test_a_limit_set_in_the_middle_of_a_week_knows_its_days(wallet: Wallet, teller: User) -> None:
    spend(wallet, {None: 8_000}, by=teller, on=MONDAY)
    limit(wallet, 10_000, by=teller, period="week")

    assert [room.left for room in room_of(wallet, MONDAY + timedelta(days=3))] == [2_000]
    assert allow(wallet, {None: 5_000}, on=MONDAY + timedelta(days=3), strict=False) == 2_000
    assert allow(wallet, {None: 5_000}, on=MONDAY + timedelta(days=7), strict=False) == 5_000


def test_a_limit_lowered_below_what_was_spent_leaves_nothing(wallet: Wallet, teller: User) -> None:
    limit(wallet, 20_000, by=teller)
    spend(wallet, {None: 15_000}, by=teller)
    limit(wallet, 10_000, by=teller)

    assert allow(wallet, {None: 1}, strict=False) == 0
    assert allow(wallet, {None: 1}, on=MONDAY + timedelta(days=1), strict=False) == 1


def test_the_ceiling_of_the_pesantren_holds_for_every_wallet(wallet: Wallet, teller: User) -> None:
    limit(wallet, 15_000, by=teller, for_all=True)
    limit(wallet, 50_000, by=teller)

    assert allow(wallet, {None: 20_000}, strict=False) == 15_000


def test_without_internet_a_card_pays_so_much_a_day_at_one_till(
    wallet: Wallet, teller: User
) -> None:
    assert spend(wallet, {None: 15_000}, by=teller, strict=False, device="HP 1") == 15_000
    assert spend(wallet, {None: 15_000}, by=teller, strict=False, device="HP 1") == 5_000
    assert spend(wallet, {None: 15_000}, by=teller, strict=False, device="HP 2") == 15_000
    tomorrow = MONDAY + timedelta(days=1)
    assert spend(wallet, {None: 1}, by=teller, on=tomorrow, strict=False, device="HP 1") == 1

    with refused(wallet) as no:
        spend(wallet, {None: 1}, by=teller, device="HP 1")
    assert [str(each) for each in no] == [
        "Tanpa internet satu kartu membayar paling banyak Rp20.000 sehari di satu kasir."
        " Sisanya Rp0."
    ]
    rows = OfflineUse.objects.of(wallet.koppontren).values_list("device", "amount", "most")
    assert set(rows) == {("HP 1", 20_000, 20_000), ("HP 2", 15_000, 20_000), ("HP 1", 1, 20_000)}


def test_what_is_brought_back_may_be_spent_again(wallet: Wallet, teller: User) -> None:
    snacks = category(wallet.koppontren, "Jajan").pk
    limit(wallet, 10_000, by=teller, period="week")
    spend(wallet, {snacks: 10_000}, by=teller)

    give_back(wallet, {snacks: 4_000})
    assert allow(wallet, {snacks: 9_000}, strict=False) == 4_000
    give_back(wallet, {snacks: 99_000})
    assert {row.spent for row in Spent.objects.of(wallet.koppontren)} == {0}


@pytest.mark.parametrize("amounts", [{None: -1}, {}, {None: 10**12 + 1}])
def test_what_are_no_amounts_is_refused(wallet: Wallet, amounts: dict[int | None, int]) -> None:
    with pytest.raises(IntegrityError, match="no amounts"), transaction.atomic():
        allow(wallet, amounts)


# A small model of the rule, and PostgreSQL against it.


@dataclass
class Model:
    """The rule as one would write it on paper: sums of all that was bought."""

    exempt: set[int]
    balance: int
    allowance: int
    limits: dict[tuple[int | None, str, bool], int] = field(default_factory=dict)
    bought: list[tuple[date, int | None, int, str | None]] = field(default_factory=list)

    def room(self, what: int | None, day: date) -> int:
        """What is left for a category, or for everything not exempt, in every period of a day."""
        left = [
            most - self.spent(what, period, day)
            for (of, period, _own), most in self.limits.items()
            if of == what
        ]
        return max(0, min(left, default=NOTHING_IN_THE_WAY))

    def spent(self, what: int | None, period: str, day: date) -> int:
        """The sum of what was bought in the period that contains a day."""
        return sum(
            part
            for on, of, part, _device in self.bought
            if same(period, on, day) and (of not in self.exempt if what is None else of == what)
        )

    def parts(
        self, amounts: dict[int | None, int], day: date, device: str | None
    ) -> dict[int | None, int]:
        """What is paid of each category."""
        left, general, parts = self.balance, self.room(None, day), {}
        if device is not None:
            used = sum(p for on, _of, p, d in self.bought if (on, d) == (day, device))
            left = min(left, max(0, self.allowance - used))
        last = max(self.exempt, default=0) + 10**9
        for what in sorted(amounts, key=lambda w: (w not in self.exempt, w or last)):
            room = NOTHING_IN_THE_WAY if what is None else self.room(what, day)
            part = min(amounts[what], room, left)
            if what not in self.exempt:
                part = min(part, general)
                general -= part
            left -= part
            parts[what] = part
        return parts


def same(period: str, one: date, other: date) -> bool:
    """Whether two days are in one period."""
    if period == "month":
        return (one.year, one.month) == (other.year, other.month)
    if period == "week":
        return one.isocalendar()[:2] == other.isocalendar()[:2]
    return one == other


money = st.sampled_from([1, 500, 1_000, 2_500, 7_000, 12_000, 40_000])
sales = st.fixed_dictionaries(
    {
        "amounts": st.dictionaries(st.sampled_from(CATEGORIES), money, min_size=1, max_size=4),
        "on": st.sampled_from(DAYS),
        "strict": st.booleans(),
        "device": st.sampled_from([None, None, "HP 1", "HP 2"]),
    }
)
limits = st.fixed_dictionaries(
    {
        "of": st.sampled_from(CATEGORIES),
        "period": st.sampled_from(["day", "week", "month"]),
        "amount": st.sampled_from([0, 1_000, 5_000, 20_000, 60_000]),
        "for_all": st.booleans(),
    }
)


@given(steps=st.lists(st.one_of(sales, sales, limits), min_size=1, max_size=12))
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_postgresql_permits_what_the_rule_on_paper_permits(
    wallet: Wallet, teller: User, steps: list[dict[str, Any]]
) -> None:
    koppontren = wallet.koppontren
    named = {name: category(koppontren, name) for name in CATEGORIES if name}
    exempt = {row.pk for row in named.values() if row.is_exempt}
    allowance = WalletRules.objects.get(koppontren=koppontren).offline_allowance
    with transaction.atomic():
        model = Model(exempt, held(wallet), allowance)
        for step in steps:
            if "of" in step:
                of = named.get(step["of"])
                own = not step["for_all"]
                model.limits[of.pk if of else None, step["period"], own] = step["amount"]
                limit(
                    wallet,
                    step["amount"],
                    by=teller,
                    period=step["period"],
                    of=of,
                    for_all=step["for_all"],
                )
                continue
            pay_as_the_model_says(wallet, teller, model, named, step)
        assert held(wallet) == model.balance >= 0
        transaction.set_rollback(True)


def pay_as_the_model_says(
    wallet: Wallet, teller: User, model: Model, named: dict[str, Any], step: dict[str, Any]
) -> None:
    """One sale in both; a strict one is refused by both, and then nothing is noted."""
    amounts = {named[name].pk if name else None: amount for name, amount in step["amounts"].items()}
    day, device = step["on"], step["device"]
    parts = model.parts(amounts, day, device)
    total = sum(parts.values())
    if step["strict"] and total < sum(amounts.values()):
        before = set(Spent.objects.of(wallet.koppontren).values_list("pk", "spent"))
        with pytest.raises(IntegrityError, match="wallet:"), transaction.atomic():
            spend(wallet, amounts, by=teller, on=day, strict=True, device=device)
        assert set(Spent.objects.of(wallet.koppontren).values_list("pk", "spent")) == before
        return
    paid = spend(wallet, amounts, by=teller, on=day, strict=step["strict"], device=device)
    assert paid == total
    model.balance -= paid
    model.bought += [(day, what, part, device) for what, part in parts.items()]
