from django.apps import AppConfig


class WalletConfig(AppConfig):
    name = "klinik.finance.wallet"
    label = "wallet"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What stands below: the member's page, and the words of the history."""
        from klinik.finance.members.rooms import show_on_member_page
        from klinik.finance.wallet.history import KINDS
        from klinik.finance.wallet.panels import wallet_panel
        from klinik.tenancy.history import words

        show_on_member_page(wallet_panel)
        words.KINDS.update(KINDS)
