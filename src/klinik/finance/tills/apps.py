from django.apps import AppConfig


class TillsConfig(AppConfig):
    name = "klinik.finance.tills"
    label = "tills"
    default_auto_field = "django.db.models.BigAutoField"
