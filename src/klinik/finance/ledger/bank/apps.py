from django.apps import AppConfig


class BankConfig(AppConfig):
    name = "klinik.finance.ledger.bank"
    label = "bank"
    default_auto_field = "django.db.models.BigAutoField"
