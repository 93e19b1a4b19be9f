from django.apps import AppConfig


class ShopConfig(AppConfig):
    name = "klinik.finance.shop"
    label = "shop"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What is remembered of goods has words of its own."""
        from klinik.finance.shop.history import KINDS
        from klinik.tenancy.history import words

        words.KINDS.update(KINDS)
