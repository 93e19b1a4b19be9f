from django.apps import AppConfig


class BankConfig(AppConfig):
    name = "klinik.finance.ledger.bank"
    label = "bank"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Closing a month stands below this app, so banks put themselves on its list."""
        from klinik.finance.ledger.bank.closing import banks_before_closing
        from klinik.finance.ledger.periods.looks import look_before_closing

        look_before_closing(banks_before_closing)
