from django.apps import AppConfig


class WalletConfig(AppConfig):
    name = "klinik.finance.wallet"
    label = "wallet"
    default_auto_field = "django.db.models.BigAutoField"
