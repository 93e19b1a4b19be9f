from django.apps import AppConfig


class BankConfig(AppConfig):
    name = "klinik.finance.ledger.bank"
    label = "bank"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Drafts and the closing of months stand below this app, so banks speak up there."""
        from klinik.finance.ledger.bank.closing import banks_before_closing
        from klinik.finance.ledger.bank.commands.booking import match_approved
        from klinik.finance.ledger.drafts.followers import follow_approvals
        from klinik.finance.ledger.periods.looks import look_before_closing

        follow_approvals(match_approved)
        look_before_closing(banks_before_closing)
