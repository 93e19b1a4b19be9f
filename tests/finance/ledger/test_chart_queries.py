"""What other apps ask of the chart."""

from klinik.finance.ledger import queries
from klinik.finance.ledger.commands import close_account
from klinik.finance.ledger.models import Account
from klinik.finance.ledger.posting import cr, dr
from klinik.people.models import User
from klinik.tenancy.database import enter
from klinik.tenancy.models import Koppontren
from tests.finance.books import put
from tests.world import make_koppontren


def test_before_the_book_there_is_nothing_to_ask(db: None) -> None:
    koppontren = make_koppontren()
    enter(koppontren)

    assert not queries.has_book(koppontren)
    assert queries.end_of_chain(koppontren) is None
    assert queries.units_of(koppontren) == []


def test_an_open_book_has_units_and_an_end_of_its_chain(
    koppontren: Koppontren, accounts: dict[str, Account], teller: User
) -> None:
    assert queries.has_book(koppontren)
    assert queries.end_of_chain(koppontren) == (0, "")
    assert [unit.code for unit in queries.units_of(koppontren)] == ["Toko", "USPPS"]

    entry = put(koppontren, [dr(accounts["1111"], 5), cr(accounts["3140"], 5)], by=teller)

    assert queries.end_of_chain(koppontren) == (1, bytes(entry.chain).hex())


def test_control_accounts_are_open_and_found_by_code(
    koppontren: Koppontren, accounts: dict[str, Account], teller: User
) -> None:
    close_account(accounts["2120"], by=teller)

    found = queries.control_accounts(koppontren, ["1111", "2110", "2120", "9999"])

    assert found == {"2110": accounts["2110"]}
    assert list(queries.accounts_by_code(koppontren, ["2110", "1111"])) == ["1111", "2110"]
    assert queries.accounts_by_code(koppontren) == accounts


def test_money_over_the_counter_goes_to_the_first_open_place_of_the_unit(
    koppontren: Koppontren, accounts: dict[str, Account], teller: User
) -> None:
    unit = accounts["1111"].unit

    assert queries.default_cash(koppontren, unit) == accounts["1111"]
    close_account(accounts["1111"], by=teller)
    assert queries.default_cash(koppontren, unit) == accounts["1112"]
    close_account(accounts["1112"], by=teller)
    assert queries.default_cash(koppontren, unit) is None
