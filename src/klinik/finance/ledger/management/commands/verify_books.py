from django.core.management.base import BaseCommand, CommandError

from klinik.finance.ledger.checks import verify_books


class Command(BaseCommand):
    help = "Add up every book again and name each difference; safe while people work."

    def handle(self, **options: object) -> None:
        """Print what was counted; exit 1 on any difference, and when there was no book."""
        report = verify_books()
        for difference in report.differences:
            self.stderr.write(difference)
        counted = (
            f"{report.books} books, {report.accounts} accounts, {report.months} months, "
            f"{report.entries} entries, {report.lines} lines"
        )
        if report.books == 0:
            raise CommandError("There is no book to verify.")
        if report.differences:
            raise CommandError(f"{len(report.differences)} differences in {counted}.")
        self.stdout.write(self.style.SUCCESS(f"{counted}: everything adds up."))
