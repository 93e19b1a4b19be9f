"""Programs that others wrote read our exports without a word, and add up to our balances."""

import csv
import io
import shutil
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from beancount import loader
from beancount.core import data

from klinik.finance.ledger.commands import open_detail_account
from klinik.finance.ledger.models import Account, Entry
from klinik.finance.ledger.posting import cr, dr
from klinik.finance.ledger.takeaway import queries
from klinik.finance.ledger.takeaway.files import write_book
from klinik.finance.ledger.takeaway.queries import open_to_take
from klinik.people.models import User
from klinik.tenancy.models import Koppontren
from tests.finance.books import account, make_books, open_example, put
from tests.finance.ledger.takeaway.conftest import MEMO, NAMES
from tests.world import make_user

Balances = dict[str, int]


def taken(koppontren: Koppontren, kind: str, *, with_memos: bool = True) -> bytes:
    """The whole file."""
    book, file = open_to_take(koppontren, with_memos=with_memos), io.BytesIO()
    assert book
    write_book(book, file, kind=kind)
    return file.getvalue()


def ours(koppontren: Koppontren) -> Balances:
    """Debits less credits of every account that holds something, by code."""
    accounts = Account.objects.of(koppontren)
    return {a.code: a.debits - a.credits for a in accounts if a.debits != a.credits}


def by_beancount(text: str) -> Balances:
    """What Beancount adds up, by the code that stands with each account."""
    entries, errors, _options = loader.load_string(text)
    assert errors == []
    codes = {e.account: e.meta["code"] for e in entries if isinstance(e, data.Open)}
    sums: Counter[str] = Counter()
    for entry in data.filter_txns(entries):
        for posting in entry.postings:
            assert posting.units is not None
            sums[codes[posting.account]] += int(str(posting.units.number))
    return {code: amount for code, amount in sums.items() if amount}


def by_hledger(file: Path) -> Balances:
    """What hledger adds up, by the code that begins each account's last word."""
    said = hledger(file, "balance", "--flat", "--no-total", "-O", "csv", "-N").stdout
    rows = list(csv.DictReader(io.StringIO(said)))
    return {
        row["account"].rsplit(":", 1)[1].split(" ")[0]: int(row["balance"].split(" ")[0])
        for row in rows
    }


def hledger(file: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """hledger on this file; it must be satisfied."""
    program = shutil.which("hledger")
    assert program, "hledger is missing. On Debian: apt-get install --no-install-recommends hledger"
    done = subprocess.run(
        [program, "-f", str(file), *words],
        capture_output=True, text=True, env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(params=["everything", "example", "empty"])
def book(request: pytest.FixtureRequest) -> Koppontren:
    if request.param == "everything":
        return request.getfixturevalue("full")  # type: ignore[no-any-return]
    request.getfixturevalue("db")
    koppontren = make_books()
    if request.param == "example":
        open_example(koppontren, make_user())
    return koppontren


def test_beancount_agrees_on_every_balance(book: Koppontren) -> None:
    assert by_beancount(taken(book, "beancount").decode()) == ours(book)


def test_bean_check_is_silent(book: Koppontren, tmp_path: Path) -> None:
    file = tmp_path / "book.beancount"
    file.write_bytes(taken(book, "beancount"))
    program = shutil.which("bean-check", path=str(Path(sys.executable).parent))
    assert program
    done = subprocess.run([program, str(file)], capture_output=True, text=True)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_hledger_agrees_on_every_balance(book: Koppontren, tmp_path: Path) -> None:
    file = tmp_path / "book.journal"
    file.write_bytes(taken(book, "journal"))

    hledger(file, "check", "--strict", "uniqueleafnames")
    assert by_hledger(file) == ours(book)


def test_bean_check_sees_one_rupiah(full: Koppontren) -> None:
    text = taken(full, "beancount").decode()
    assert text.count("  70000 IDR") == 1
    _entries, errors, _options = loader.load_string(text.replace("  70000 IDR", "  70001 IDR"))

    assert [type(error).__name__ for error in errors] == ["BalanceError", "ValidationError"]


def test_hledger_sees_one_rupiah_on_both_sides(full: Koppontren, tmp_path: Path) -> None:
    file = tmp_path / "book.journal"
    text = taken(full, "journal").decode()
    file.write_text(text.replace("70000 IDR\n", "70001 IDR\n"), encoding="utf-8")

    with pytest.raises(AssertionError, match="balance assertion"):
        hledger(file, "check")


def test_names_survive_in_beancount(full: Koppontren) -> None:
    entries, _errors, _options = loader.load_string(taken(full, "beancount").decode())
    opened = {e.meta["code"]: e.meta["name"] for e in entries if isinstance(e, data.Open)}

    assert {code: opened[code] for code in NAMES} == {
        code: " ".join(name.split()) for code, name in NAMES.items()
    }
    assert opened["2110.0001"] == "S-0001"


def test_entries_keep_what_was_said_of_them(full: Koppontren) -> None:
    entries, _errors, _options = loader.load_string(taken(full, "beancount").decode())
    by_number = {e.meta["number"]: e for e in data.filter_txns(entries)}
    undone, undoing = (e for e in by_number.values() if e.links)
    late = next(e for e in by_number.values() if "value-on" in e.meta)

    assert by_number[1].narration == f"Uang masuk · {MEMO}"
    assert undone.links == undoing.links == {f"undone-{undone.meta['number']}"}
    assert undoing.meta["reverses"] == undone.meta["number"]
    assert (late.date, late.meta["value-on"]) == (date(2026, 1, 31), date(2026, 1, 3))


def test_memos_stay_at_home_when_asked_to(full: Koppontren) -> None:
    for kind in ("beancount", "journal"):
        assert "kopi" not in taken(full, kind, with_memos=False).decode().replace("Kopi", "")


def test_a_book_longer_than_what_is_read_at_once_is_whole(
    full: Koppontren, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "CHUNK", 2)
    book = open_to_take(full)
    assert book
    numbers = [entry.number for entry in book.entries()]

    assert numbers == list(range(1, Entry.objects.of(full).count() + 1))
    assert len(numbers) > 4


def test_what_is_posted_meanwhile_on_a_new_account_stays_out(
    full: Koppontren, teller: User
) -> None:
    book = open_to_take(full)
    assert book
    detail = open_detail_account(account(full, "2110"), name="S-0002")
    put(full, [dr(account(full, "1111"), 5), cr(detail, 5)], by=teller)

    file = io.BytesIO()
    write_book(book, file, kind="journal")
    assert book.number == book.through == Entry.objects.of(full).count() - 1
