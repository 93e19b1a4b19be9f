from django.apps import AppConfig


class CollectingConfig(AppConfig):
    name = "klinik.finance.collecting"
    label = "collecting"
    default_auto_field = "django.db.models.BigAutoField"
