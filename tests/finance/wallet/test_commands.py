"""Wallets are opened and closed, cards issued and replaced; cash comes and goes."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klinik.finance.ledger.chart import AccountRow
from klinik.finance.ledger.commands import add_account, hold_book
from klinik.finance.ledger.models import Account
from klinik.finance.ledger.posting import cr, dr, post
from klinik.finance.ledger.refusals import AccountClosed
from klinik.finance.members.models import Member
from klinik.finance.members.rules import NotHereAnyMore, Standing
from klinik.finance.tills.commands.holding import close_drawer
from klinik.finance.tills.refusals import NoOpenDrawer
from klinik.finance.wallet.choices import CardKind
from klinik.finance.wallet.commands import (
    add_category,
    block_card,
    change_rules,
    check_pin,
    close_wallet,
    issue_card,
    open_wallet,
    pay_out,
    release_card,
    reopen_wallet,
    replace_card,
    set_pin,
    start_wallets,
    top_up,
)
from klinik.finance.wallet.models import Category, Wallet, WalletRules
from klinik.finance.wallet.queries import card_of, cards_for_till, current_card
from klinik.finance.wallet.rules import (
    BadCode,
    BadFee,
    BadPin,
    CardBlocked,
    CardTaken,
    CategoryTaken,
    HasCard,
    HasWallet,
    NoCard,
    NotEnoughCash,
    NotStarted,
    TooLittle,
    WalletClosed,
    WalletNotEmpty,
    WalletRequestReused,
    WrongWalletPin,
    short_name,
)
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from tests.finance.books import journal
from tests.finance.counter import kas, make_cooperative, make_saver
from tests.finance.tills.drawers import in_it, make_drawer, opened
from tests.finance.wallet.pocket import MONDAY, allow, held, limit, make_wallet


def owe(wallet: Wallet, amount: int, by: User) -> None:
    """Goods were handed out which the wallet could not pay."""
    hold_book(wallet.koppontren)
    with connection.cursor() as cursor:
        cursor.execute("SELECT wallet_owed(%s, %s)", [wallet.koppontren_id, wallet.pk])
        (account,) = cursor.fetchone() or (0,)
    income = Account.objects.select_related("unit").get(koppontren=wallet.koppontren, code="4310")
    owed = Account.objects.select_related("unit").get(pk=account)
    legs = [dr(owed, amount), cr(income, amount)]
    post(wallet.koppontren, request_id=uuid4(), kind="test.sale", legs=legs, by=by)


# Starting


def test_pocket_money_is_kept_where_the_chart_says_and_what_it_lacks_is_opened(
    koppontren: Koppontren, teller: User
) -> None:
    rules = start_wallets(koppontren, by=teller)

    assert [str(account) for account in (rules.control, rules.held, rules.owed)] == [
        "2120 Uang Saku Santri",
        "2121 Uang Saku Ditahan",
        "1134 Piutang Santri",
    ]
    assert all(account.is_control for account in (rules.control, rules.held, rules.owed))
    assert start_wallets(koppontren, by=teller) == rules
    names = Category.objects.of(koppontren).filter(is_exempt=True).values_list("name", flat=True)
    assert list(names) == ["Kitab dan buku", "Obat"]


def test_codes_that_mean_something_else_are_left_alone(
    koppontren: Koppontren, teller: User
) -> None:
    taken = AccountRow(
        code="2121", name="Utang Pajak", kind="liability", normal_side="credit", unit="USPPS"
    )
    add_account(koppontren, account=taken, by=teller)

    assert start_wallets(koppontren, by=teller).held.code == "2121-2"


def test_before_it_is_started_nothing_is_opened(koppontren: Koppontren, teller: User) -> None:
    with pytest.raises(NotStarted):
        open_wallet(make_saver(koppontren, teller), request_id=uuid4())


def test_a_fee_needs_a_place(wallet: Wallet) -> None:
    koppontren = wallet.koppontren
    with pytest.raises(BadFee):
        change_rules(koppontren, card_fee=10_000, fee_account=None, offline_allowance=0)
    with pytest.raises(BadFee):
        change_rules(koppontren, card_fee=10_000, fee_account=kas(koppontren), offline_allowance=0)
    rules = change_rules(koppontren, card_fee=0, fee_account=None, offline_allowance=5_000)
    assert rules.offline_allowance == 5_000


def test_a_category_is_added_once(wallet: Wallet) -> None:
    made = add_category(wallet.koppontren, name=" Pramuka ", icon="tag", is_exempt=False)
    assert add_category(wallet.koppontren, name="Pramuka", icon="tag", is_exempt=False) == made
    with pytest.raises(CategoryTaken):
        add_category(wallet.koppontren, name="Pramuka", icon="tag", is_exempt=True)


# Wallets


def test_one_member_has_one_wallet(koppontren: Koppontren, teller: User) -> None:
    start_wallets(koppontren, by=teller)
    member, key = make_saver(koppontren, teller), uuid4()

    wallet = open_wallet(member, request_id=key)

    assert (wallet.number, wallet.account.name) == ("D-0001", "D-0001")
    assert open_wallet(member, request_id=key) == wallet
    with pytest.raises(HasWallet):
        open_wallet(member, request_id=uuid4())
    other = make_saver(koppontren, teller, name="Budi")
    with pytest.raises(WalletRequestReused):
        open_wallet(other, request_id=key)
    assert open_wallet(other, request_id=uuid4()).number == "D-0002"


def test_who_has_left_opens_none(koppontren: Koppontren, teller: User) -> None:
    start_wallets(koppontren, by=teller)
    member = make_saver(koppontren, teller)
    member.standing = Standing.LEFT
    with pytest.raises(NotHereAnyMore):
        open_wallet(member, request_id=uuid4())


def test_a_wallet_is_closed_when_it_is_empty_and_opened_again(wallet: Wallet, teller: User) -> None:
    card = issue_card(wallet, request_id=uuid4(), by=teller)
    with pytest.raises(WalletNotEmpty):
        close_wallet(wallet, by=teller)
    cash = kas(wallet.koppontren)
    pay_out(wallet, amount=100_000, cash=cash, request_id=uuid4(), by=teller)

    closed = close_wallet(wallet, by=teller)

    assert not closed.is_open
    assert close_wallet(wallet, by=teller) == closed
    card.refresh_from_db()
    assert (card.is_good, card.ended_by) == (False, teller)
    with pytest.raises(WalletClosed):
        top_up(closed, amount=1_000, cash=cash, request_id=uuid4(), by=teller)
    with pytest.raises(WalletClosed):
        issue_card(closed, request_id=uuid4(), by=teller)
    assert allow(closed, {None: 1}, strict=False) == 0
    with pytest.raises(AccountClosed):  # PostgreSQL itself, for whoever looked before
        top_up(wallet, amount=1_000, cash=cash, request_id=uuid4(), by=teller)

    assert reopen_wallet(closed).is_open
    top_up(wallet, amount=1_000, cash=cash, request_id=uuid4(), by=teller)


def test_who_owes_does_not_close(koppontren: Koppontren, teller: User) -> None:
    wallet = make_wallet(koppontren, teller)
    owe(wallet, 3_000, teller)
    with pytest.raises(WalletNotEmpty, match=r"tunggakan Rp3\.000"):
        close_wallet(wallet, by=teller)


# Cash


def test_cash_comes_in_once_and_goes_out(wallet: Wallet, teller: User) -> None:
    koppontren, key = wallet.koppontren, uuid4()
    before = len(journal(koppontren))

    entry = top_up(wallet, amount=50_000, cash=kas(koppontren), request_id=key, by=teller)
    assert top_up(wallet, amount=50_000, cash=kas(koppontren), request_id=key, by=teller) == entry
    pay_out(wallet, amount=120_000, cash=kas(koppontren), request_id=uuid4(), by=teller)

    assert journal(koppontren)[before:] == [
        "wallet.topup: Dr Kas 50.000, Cr D-0001 50.000",
        "wallet.payout: Dr D-0001 120.000, Cr Kas 120.000",
    ]
    with pytest.raises(TooLittle, match=r"Rp30\.000"):
        pay_out(wallet, amount=30_001, cash=kas(koppontren), request_id=uuid4(), by=teller)


def test_cash_goes_through_the_own_drawer(wallet: Wallet, teller: User) -> None:
    drawer = make_drawer(wallet.koppontren, teller)
    opened(drawer, teller)

    top_up(wallet, amount=5_000, request_id=uuid4(), by=teller)

    assert in_it(drawer) == 5_000
    with pytest.raises(NotEnoughCash, match=r"Laci 1 hanya Rp5\.000"):
        pay_out(wallet, amount=50_000, request_id=uuid4(), by=teller)


def test_what_was_paid_out_is_answered_also_after_the_drawer_was_counted(
    wallet: Wallet, teller: User
) -> None:
    drawer, key = make_drawer(wallet.koppontren, teller), uuid4()
    shift = opened(drawer, teller)
    top_up(wallet, amount=5_000, request_id=uuid4(), by=teller)
    entry = pay_out(wallet, amount=5_000, request_id=key, by=teller)
    close_drawer(shift, pieces={}, reason="", request_id=uuid4(), handed_to=None, by=teller)

    assert pay_out(wallet, amount=5_000, request_id=key, by=teller) == entry
    with pytest.raises(NoOpenDrawer):
        pay_out(wallet, amount=4_000, request_id=key, by=teller)


def test_what_was_issued_is_answered_also_after_the_wallet_was_closed(
    wallet: Wallet, teller: User
) -> None:
    first, second = uuid4(), uuid4()
    card = issue_card(wallet, request_id=first, by=teller)
    other = replace_card(wallet, with_fee=False, request_id=second, by=teller)
    cash = kas(wallet.koppontren)
    pay_out(wallet, amount=100_000, cash=cash, request_id=uuid4(), by=teller)
    close_wallet(wallet, by=teller)

    assert issue_card(wallet, request_id=first, by=teller) == card
    assert replace_card(wallet, request_id=second, by=teller) == other
    for give in (issue_card, replace_card):
        with pytest.raises(WalletClosed):
            give(wallet, request_id=uuid4(), by=teller)


def locked(asked: CaptureQueriesContext) -> list[str]:
    """What was locked, in order: the book, and rows by their table."""
    said = [one["sql"] for one in asked.captured_queries]
    return [
        "book" if "ledger_hold_book" in sql else sql.rpartition("UPDATE OF ")[2].strip('"')
        for sql in said
        if "ledger_hold_book" in sql or "FOR NO KEY UPDATE OF" in sql
    ]


def test_cards_lock_in_the_order_of_everybody_else(wallet: Wallet, teller: User) -> None:
    card = issue_card(wallet, request_id=uuid4(), by=teller)

    with CaptureQueriesContext(connection) as asked:
        release_card(card)
    assert locked(asked) == ["wallet_wallet", "wallet_card"]
    with CaptureQueriesContext(connection) as asked:
        replace_card(wallet, request_id=uuid4(), by=teller)
    assert locked(asked) == ["book", "wallet_wallet"]


def test_no_limit_of_spending_holds_a_pay_out_back(wallet: Wallet, teller: User) -> None:
    limit(wallet, 0, by=teller)
    cash = kas(wallet.koppontren)
    pay_out(wallet, amount=100_000, cash=cash, request_id=uuid4(), by=teller)
    assert held(wallet) == 0


def test_what_is_owed_is_settled_from_the_next_money(koppontren: Koppontren, teller: User) -> None:
    wallet, key = make_wallet(koppontren, teller), uuid4()
    owe(wallet, 8_000, teller)
    before = len(journal(koppontren))

    for _twice in range(2):
        top_up(wallet, amount=5_000, cash=kas(koppontren), request_id=key, by=teller)
    top_up(wallet, amount=5_000, cash=kas(koppontren), request_id=uuid4(), by=teller)

    assert journal(koppontren)[before:] == [
        "wallet.topup: Dr Kas 5.000, Cr D-0001 5.000",
        "wallet.settled: Dr D-0001 5.000, Cr D-0001 5.000",
        "wallet.topup: Dr Kas 5.000, Cr D-0001 5.000",
        "wallet.settled: Dr D-0001 3.000, Cr D-0001 3.000",
    ]
    assert held(wallet) == 2_000


# Cards


def test_a_card_is_issued_once_with_a_code_of_its_own(wallet: Wallet, teller: User) -> None:
    key = uuid4()
    card = issue_card(wallet, request_id=key, by=teller)

    assert card.code.startswith("DMP")
    assert len(card.code) == 15
    assert issue_card(wallet, request_id=key, by=teller) == card
    with pytest.raises(HasCard):
        issue_card(wallet, request_id=uuid4(), by=teller)
    assert card_of(wallet.koppontren, f" {card.code.lower()} ") == card


def test_a_chip_has_its_own_number(wallet: Wallet, teller: User) -> None:
    number = "04:a2:2b:9f"
    card = issue_card(wallet, kind=CardKind.NFC, code=number, request_id=uuid4(), by=teller)
    assert card.code == "04:A2:2B:9F"
    other = make_wallet(wallet.koppontren, teller, name="Budi")
    with pytest.raises(CardTaken):
        issue_card(other, kind=CardKind.NFC, code=number, request_id=uuid4(), by=teller)
    with pytest.raises(BadCode):
        issue_card(other, kind=CardKind.NFC, request_id=uuid4(), by=teller)


def test_a_replaced_card_pays_nothing_and_the_balance_stays(wallet: Wallet, teller: User) -> None:
    koppontren = wallet.koppontren
    income = Account.objects.of(koppontren).get(code="4310")
    change_rules(koppontren, card_fee=10_000, fee_account=income, offline_allowance=20_000)
    first = issue_card(wallet, request_id=uuid4(), by=teller)
    key = uuid4()

    second = replace_card(wallet, request_id=key, by=teller)

    assert replace_card(wallet, request_id=key, by=teller) == second
    first.refresh_from_db()
    assert (first.is_good, second.is_good, second.replaces) == (False, True, first)
    assert journal(koppontren)[-1] == (
        "wallet.card: Dr D-0001 10.000, Cr Pendapatan Administrasi 10.000"
    )
    assert held(wallet) == 90_000
    with pytest.raises(NoCard):
        block_card(first, why="Hilang", by=teller)


def test_without_money_for_the_fee_nothing_is_replaced(
    koppontren: Koppontren, teller: User
) -> None:
    wallet = make_wallet(koppontren, teller)
    income = Account.objects.of(koppontren).get(code="4310")
    change_rules(koppontren, card_fee=10_000, fee_account=income, offline_allowance=20_000)
    card = issue_card(wallet, request_id=uuid4(), by=teller)

    with pytest.raises(TooLittle):
        replace_card(wallet, request_id=uuid4(), by=teller)
    assert current_card(wallet) == card
    assert replace_card(wallet, with_fee=False, request_id=uuid4(), by=teller).is_good


def test_a_blocked_card_is_released(wallet: Wallet, teller: User) -> None:
    card = issue_card(wallet, request_id=uuid4(), by=teller)

    card = block_card(card, why="Hilang di masjid", by=teller)
    assert (card.is_blocked, card.blocked_why) == (True, "Hilang di masjid")
    assert [row.is_blocked for row in cards_for_till(wallet.koppontren)] == [True]
    assert release_card(card).is_good


def test_a_till_knows_no_more_of_a_name_than_it_needs(wallet: Wallet, teller: User) -> None:
    card = issue_card(wallet, request_id=uuid4(), by=teller)
    limit(wallet, 15_000, by=teller)
    set_pin(wallet, pin="2846")

    (row,) = cards_for_till(wallet.koppontren, on=MONDAY)

    who = (card.code, "D-0001", "A-0001", "Ahmad F.", False)
    assert row == (*who, 100_000, 15_000, False, True)
    assert [short_name(name) for name in ("Siti", "", "ahmad fauzi rahman")] == [
        "Siti",
        "",
        "ahmad F.",
    ]


def test_wallets_without_limits_may_spend_what_they_hold(wallet: Wallet, teller: User) -> None:
    issue_card(wallet, request_id=uuid4(), by=teller)
    allow(wallet, {None: 1_000})
    assert [row.left for row in cards_for_till(wallet.koppontren, on=MONDAY)] == [100_000]


# PINs


@pytest.mark.parametrize("pin", ["123", "1234", "4321", "1111", "12a4", "1234567"])
def test_a_pin_that_is_guessed_first_is_none(wallet: Wallet, pin: str) -> None:
    with pytest.raises(BadPin):
        set_pin(wallet, pin=pin)


def test_five_wrong_pins_in_a_row_block_the_card(wallet: Wallet, teller: User) -> None:
    card = issue_card(wallet, request_id=uuid4(), by=teller)
    check_pin(wallet, "no PIN is needed")
    set_pin(wallet, pin="2846")

    left = []
    for pin in ("0000", "1111", "2846", "3333", "4444", "5555", "6666", "7777"):
        try:
            check_pin(wallet, pin)
        except WrongWalletPin as wrong:
            left.append(wrong.left)
    assert left == [4, 3, 4, 3, 2, 1, 0]

    with pytest.raises(CardBlocked):
        check_pin(wallet, "2846")
    card.refresh_from_db()
    assert (card.is_blocked, card.blocked_by) == (True, None)
    release_card(card)
    check_pin(wallet, "2846")


def test_nobody_elses_wallets_are_seen(wallet: Wallet) -> None:
    other = make_cooperative("an-nur")
    assert not Wallet.objects.exists()
    assert not WalletRules.objects.exists()
    assert cards_for_till(other) == []
    assert Member.objects.count() == 0
