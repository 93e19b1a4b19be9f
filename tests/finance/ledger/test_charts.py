"""Every chart that a koppontren may start from: it opens, balances, and fills each statement."""

from itertools import combinations, permutations
from uuid import uuid4

import pytest

from klinik.finance.ledger import chart
from klinik.finance.ledger.commands import add_unit, rename_unit
from klinik.finance.ledger.models import Account
from klinik.finance.ledger.opening.commands import start_book
from klinik.finance.ledger.posting import cr, dr, post
from klinik.finance.ledger.queries import trial_balance
from klinik.finance.ledger.refusals import CodeTaken
from klinik.tenancy.database import enter
from tests.world import make_koppontren, make_user

CODES = [unit.code for unit in chart.businesses()]
CHOICES = [chosen for n in (1, 2, 3) for chosen in combinations(CODES, n)]


@pytest.mark.django_db
@pytest.mark.parametrize("chosen", CHOICES, ids="+".join)
def test_a_book_opens_with_every_choice_and_money_crosses_every_border(
    chosen: tuple[str, ...],
) -> None:
    koppontren, by = make_koppontren(), make_user()
    enter(koppontren)
    start_book(koppontren, businesses=chosen)
    accounts = list(Account.objects.of(koppontren).select_related("unit"))
    cash = {a.unit.code: a for a in reversed(accounts) if a.is_cash}
    sold = {a.unit.code: a for a in accounts if a.kind == "income" and a.normal_side == "credit"}
    for number, (here, there) in enumerate(
        [*permutations(chosen, 2), *((unit, unit) for unit in chosen)], 1
    ):
        legs = [dr(cash[here], number * 1_000), cr(sold[there], number * 1_000)]
        post(koppontren, request_id=uuid4(), kind="test", legs=legs, by=by)

    rows = trial_balance(koppontren)
    assert len(accounts) == len(chart.template_for(chosen))
    assert sum(row.debits for row in rows) == sum(row.credits for row in rows) > 0


@pytest.mark.parametrize("chosen", CHOICES, ids="+".join)
def test_every_chart_has_what_each_statement_needs(chosen: tuple[str, ...]) -> None:
    rows = chart.template_for(chosen)
    own = [row for row in rows if not row.other_unit]

    assert len({row.code for row in rows}) == len(rows)
    for unit in chosen:
        of_unit = [row for row in own if row.unit == unit]
        assert {row.kind for row in of_unit} >= {
            "asset",
            "liability",
            "equity",
            "income",
            "expense",
        }
        assert sum(row.name.startswith("SHU Belum Dibagi") for row in of_unit) == 1
        assert any(row.is_cash for row in of_unit)
    assert {row.mark for row in rows} >= {"zakat", "benevolence"}
    assert {
        (row.code, row.kind) for row in rows if row.name in ("Simpanan Pokok", "Simpanan Wajib")
    } == {
        ("3110", "equity"),
        ("3120", "equity"),
    }
    assert all(row.cash_flow or row.is_cash for row in own), "the cash flow knows every account"
    assert {(row.unit, row.other_unit) for row in rows if row.other_unit} == set(
        permutations(chosen, 2)
    )


@pytest.mark.parametrize("chosen", CHOICES, ids="+".join)
def test_contra_accounts_stand_on_the_other_side(chosen: tuple[str, ...]) -> None:
    usual = {"asset": "debit", "expense": "debit"}
    contra = {
        row.code
        for row in chart.template_for(chosen)
        if row.normal_side != usual.get(row.kind, "credit")
    }
    expected = {"USPPS": {"1133", "1139"}, "Toko": {"1271", "4119"}, "Produksi": {"1371", "4129"}}

    assert contra == set().union(*(expected[unit] for unit in chosen))


@pytest.mark.django_db
def test_a_unit_added_later_has_its_accounts_and_those_with_every_other() -> None:
    koppontren, by = make_koppontren(), make_user()
    enter(koppontren)
    start_book(koppontren, businesses=["USPPS", "Toko"])
    canteen_row = chart.UnitRow(code="Kantin", name="Kantin Santri")
    add_unit(koppontren, unit=canteen_row, business="Toko", by=by)
    accounts = {a.code: a for a in Account.objects.of(koppontren).select_related("unit")}
    canteen = {a.code: a.name for a in accounts.values() if a.unit.code == "Kantin"}

    assert canteen["1211-2"] == "Kas Kantin"
    assert canteen["4110-2"] == "Penjualan Kantin"
    assert sorted(name for name in canteen.values() if name.startswith("Rekening")) == [
        "Rekening Antar Unit: Toko",
        "Rekening Antar Unit: USPPS",
    ]
    legs = [dr(accounts["1211-2"], 5_000), cr(accounts["4310"], 5_000)]
    entry = post(koppontren, request_id=uuid4(), kind="test", legs=legs, by=by)
    assert entry.lines.count() == 4


@pytest.mark.django_db
def test_a_unit_is_added_once_and_renamed() -> None:
    koppontren, by = make_koppontren(), make_user()
    enter(koppontren)
    start_book(koppontren, businesses=["Toko"])
    row = chart.UnitRow(code="USPPS", name="BMT")
    made = add_unit(koppontren, unit=row, business="USPPS", by=by)
    with pytest.raises(CodeTaken):
        add_unit(koppontren, unit=row, business="USPPS", by=by)

    renamed = rename_unit(made, name="BMT Al-Hikmah", by=by)
    assert (renamed.code, renamed.name) == ("USPPS", "BMT Al-Hikmah")
    assert Account.objects.of(koppontren).filter(name="Simpanan Pokok").count() == 1
