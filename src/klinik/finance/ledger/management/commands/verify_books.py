from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from klinik.finance.ledger.checks import verify_books
from klinik.finance.ledger.proof.rules import Head, NotAHead, read_head, read_heads


class Command(BaseCommand):
    help = "Add up every book again and name each difference; safe while people work."

    def add_arguments(self, parser: CommandParser) -> None:
        """Heads that were written down earlier, each as a word or as a file of them."""
        parser.add_argument("--head", action="append", default=[], metavar="FILE|BOOK:NUMBER:HASH")

    def handle(self, *, head: list[str], **options: Any) -> None:
        """Print what was counted; exit 1 on any difference, and when there was no book."""
        heads = [found for word in head for found in _heads(word)]
        report = verify_books(heads)
        for difference in report.differences:
            self.stderr.write(difference)
        counted = (
            f"{report.books} books, {report.accounts} accounts, {report.months} months, "
            f"{report.entries} entries, {report.lines} lines"
        )
        if heads:
            counted += f", {len(heads)} heads"
        if report.books == 0:
            raise CommandError("There is no book to verify.")
        if report.differences:
            raise CommandError(f"{len(report.differences)} differences in {counted}.")
        self.stdout.write(self.style.SUCCESS(f"{counted}: everything adds up."))


def _heads(word: str) -> list[Head]:
    try:
        return read_heads(_lines(word)) if Path(word).is_file() else [read_head(word)]
    except NotAHead as wrong:
        raise CommandError(
            f"{wrong} is neither a file nor a head as the page writes it: koppontren:number:hash."
        ) from None
    except (OSError, UnicodeDecodeError):
        raise CommandError(f"{word} cannot be read as a file of heads.") from None


def _lines(file: str) -> list[str]:
    return Path(file).read_text(encoding="utf-8-sig").splitlines()
