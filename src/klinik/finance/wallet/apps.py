from django.apps import AppConfig


class WalletConfig(AppConfig):
    name = "klinik.finance.wallet"
    label = "wallet"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What stands below: the member's page, drafts, files of the bank, words of the history."""
        from klinik.finance.ledger.bank.followers import follow_files
        from klinik.finance.ledger.drafts.followers import follow_approvals
        from klinik.finance.members.rooms import show_on_member_page
        from klinik.finance.wallet.commands.alone import go_on
        from klinik.finance.wallet.history import KINDS
        from klinik.finance.wallet.panels import wallet_panel
        from klinik.finance.wallet.tasks import match_when_saved
        from klinik.tenancy.history import words

        show_on_member_page(wallet_panel)
        follow_approvals(go_on)
        follow_files(match_when_saved)
        words.KINDS.update(KINDS)
