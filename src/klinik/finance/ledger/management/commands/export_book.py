from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from klinik.finance.ledger.takeaway.files import KINDS, write_book
from klinik.finance.ledger.takeaway.queries import open_to_take
from klinik.tenancy.database import acting_for
from klinik.tenancy.models import Koppontren


class Command(BaseCommand):
    help = "Write the whole book of a koppontren into a file for other programs."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose book, and where to; the ending of the file says what it becomes."""
        parser.add_argument("book")
        parser.add_argument("file")
        parser.add_argument("--without-memos", action="store_true")

    def handle(self, *, book: str, file: str, without_memos: bool, **options: Any) -> None:
        """Write the file, all of it or none; exit 1 where there is no such book."""
        target = Path(file)
        kind = target.suffix.removeprefix(".")
        if kind not in KINDS:
            raise CommandError(f"The file has to end in one of: {', '.join(KINDS)}.")
        koppontren = Koppontren.objects.filter(slug=book).first()
        if koppontren is None:
            raise CommandError(f"There is no koppontren {book}.")
        if target.exists():
            raise CommandError(f"{target} is there already; choose another name.")
        part = target.with_name(f".{target.name}.part")
        try:
            with part.open("wb") as stream:
                entries = _write(koppontren, stream, kind, with_memos=not without_memos)
            part.rename(target)
        except OSError as error:
            raise CommandError(f"{target} cannot be written: {error.strerror}.") from None
        finally:
            part.unlink(missing_ok=True)
        self.stdout.write(self.style.SUCCESS(f"{target}: {entries} entries."))


def _write(koppontren: Koppontren, stream: Any, kind: str, *, with_memos: bool) -> int:
    with acting_for(koppontren):
        taken = open_to_take(koppontren, with_memos=with_memos)
        if taken is None:
            raise CommandError(f"{koppontren.slug} has no book yet.")
        write_book(taken, stream, kind=kind)
        return taken.number
