from django.apps import AppConfig


class WalletConfig(AppConfig):
    name = "klinik.finance.wallet"
    label = "wallet"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What stands below: the member's page."""
        from klinik.finance.members.rooms import show_on_member_page
        from klinik.finance.wallet.panels import wallet_panel

        show_on_member_page(wallet_panel)
