"""What PostgreSQL refuses of wallets, whoever writes."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from klinik.finance.wallet.commands import issue_card, replace_card, start_wallets
from klinik.finance.wallet.models import Card, Limit, Spent, Wallet
from klinik.people.models import User
from klinik.tenancy.database import enter
from tests.finance.counter import make_cooperative
from tests.finance.wallet.pocket import allow, category, limit, make_wallet


def refused(sql: str, *values: int) -> str:
    """What the database says to a statement of the application's role."""
    with pytest.raises(DatabaseError) as said, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    return str(said.value)


@pytest.mark.parametrize("table", ["wallet_spent", "wallet_offlineuse"])
def test_nobody_writes_what_was_spent_but_the_functions(wallet: Wallet, table: str) -> None:
    allow(wallet, {None: 1_000}, device="HP")
    assert "permission denied" in refused(f"UPDATE {table} SET most = 0")
    assert "permission denied" in refused(f"DELETE FROM {table}")


@pytest.mark.parametrize("table", ["wallet", "card", "category", "walletrules"])
def test_what_was_opened_is_not_deleted(wallet: Wallet, table: str) -> None:
    assert "permission denied" in refused(f"DELETE FROM wallet_{table}")


def test_a_wallet_stays_whose_it_is_and_where_its_money_is(wallet: Wallet, teller: User) -> None:
    other = make_wallet(wallet.koppontren, teller, name="Budi")
    for change in ("member_id", "account_id"):
        said = refused(
            f"UPDATE wallet_wallet SET {change} = (SELECT o.{change} FROM wallet_wallet o"
            " WHERE o.id = %s) WHERE id = %s",
            other.pk,
            wallet.pk,
        )
        assert "stays as it was opened" in said
    said = refused(
        "UPDATE wallet_wallet SET held_account_id = %s WHERE id = %s",
        other.account_id,
        wallet.pk,
    )
    assert "account of its own" in said


def test_a_wallet_with_money_is_not_closed(wallet: Wallet) -> None:
    said = refused("UPDATE wallet_wallet SET closed_on = opened_on WHERE id = %s", wallet.pk)
    assert "still holds" in said


def test_where_pocket_money_is_kept_stays(wallet: Wallet) -> None:
    said = refused("UPDATE wallet_walletrules SET held_id = owed_id")
    assert "stays" in said


def test_an_ended_card_never_pays_again(wallet: Wallet, teller: User) -> None:
    issue_card(wallet, request_id=uuid4(), by=teller)
    replace_card(wallet, request_id=uuid4(), by=teller)
    said = refused("UPDATE wallet_card SET ended_at = NULL, ended_by_id = NULL")
    assert "stays as it was issued" in said
    assert "stays as it was issued" in refused("UPDATE wallet_card SET code = 'LAIN1'")


def test_one_card_of_a_wallet_is_in_use(wallet: Wallet, teller: User) -> None:
    card = issue_card(wallet, request_id=uuid4(), by=teller)
    card.pk, card.code, card.request_id = None, "LAIN1", uuid4()
    with pytest.raises(IntegrityError, match="card_one_of_a_wallet"), transaction.atomic():
        card.save()


def test_more_than_the_limit_stands_in_no_row(wallet: Wallet, teller: User) -> None:
    """As the owner, who may write; the CHECK holds against everybody."""
    limit(wallet, 1_000, by=teller)
    allow(wallet, {None: 1_000})
    row = Spent.objects.of(wallet.koppontren).get()
    assert (row.spent, row.most) == (1_000, 1_000)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conname = 'wallet_spent_within_limit'"
        )
        (check,) = cursor.fetchone() or ("",)
    assert "spent <= most" in check


def test_one_limit_of_a_kind(wallet: Wallet, teller: User) -> None:
    limit(wallet, 1_000, by=teller, for_all=True)
    row = Limit.objects.of(wallet.koppontren).get()
    row.pk = None
    with pytest.raises(IntegrityError, match="wallet_limit_once"), transaction.atomic():
        row.save()


def test_no_key_points_to_another_koppontren(wallet: Wallet, teller: User) -> None:
    snacks = category(wallet.koppontren, "Jajan")
    other = make_cooperative("an-nur")
    enter(other)
    start_wallets(other, by=teller)
    with pytest.raises(IntegrityError, match="in_tenant"), transaction.atomic():
        Limit.objects.create(
            koppontren=other, category=snacks, period="day", amount=1, set_by=teller
        )
    with pytest.raises(IntegrityError, match="in_tenant"), transaction.atomic():
        Card.objects.create(
            koppontren=other, wallet=wallet, kind="qr", issued_by=teller, request_id=uuid4()
        )


def test_what_changed_is_remembered(wallet: Wallet, teller: User) -> None:
    limit(wallet, 1_000, by=teller)
    limit(wallet, 2_000, by=teller)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pgh_label, amount FROM wallet_limitevent ORDER BY pgh_id")
        assert cursor.fetchall() == [("made", 1_000), ("changed", 2_000)]
        cursor.execute("SELECT count(*) FROM wallet_walletrulesevent")
        assert cursor.fetchone() == (1,)
