from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "klinik.finance.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What a koppontren is stands below this app, so the book year is held from here."""
        from klinik.finance.ledger.periods.commands import keep_book_year
        from klinik.tenancy.facts.holds import hold_facts

        hold_facts(keep_book_year)
