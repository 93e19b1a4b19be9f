from django.apps import AppConfig


class SavingsConfig(AppConfig):
    name = "klinik.finance.savings"
    label = "savings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What stands below: the member's page, drafts, wallets; and what ends a membership."""
        from klinik.finance.ledger.drafts.followers import follow_approvals
        from klinik.finance.members.rooms import show_on_member_page
        from klinik.finance.savings.leaving.queries import ask_before_leaving
        from klinik.finance.savings.limits.approving import go_on
        from klinik.finance.savings.panels import savings_panel
        from klinik.finance.savings.wallets import savings_controls, wallet_before_leaving
        from klinik.finance.wallet.rooms import keep_apart

        show_on_member_page(savings_panel)
        follow_approvals(go_on)
        keep_apart(savings_controls)
        ask_before_leaving(wallet_before_leaving)
