from django.apps import AppConfig


class TillsConfig(AppConfig):
    name = "klinik.finance.tills"
    label = "tills"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Money in and out stands below this app, so drawers tell it what they keep apart."""
        from klinik.finance.ledger.cash.queries import keep_apart
        from klinik.finance.tills.queries import kept_apart

        keep_apart(kept_apart)
