from django.apps import AppConfig


class ShopConfig(AppConfig):
    name = "klinik.finance.shop"
    label = "shop"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What stands below: words of what is remembered, and the check of the books."""
        from klinik.finance.ledger.checks import check_also
        from klinik.finance.shop.checks import checks
        from klinik.finance.shop.history import KINDS
        from klinik.tenancy.history import words

        words.KINDS.update(KINDS)
        check_also(checks)
