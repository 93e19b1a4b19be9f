from django.apps import AppConfig


class SalesConfig(AppConfig):
    name = "klinik.finance.sales"
    label = "sales"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What was sold stands on the card of its good and in the wallet that paid for it."""
        from klinik.finance.own.rooms import tell_purchases
        from klinik.finance.sales.bought import bought
        from klinik.finance.sales.purchases import of_member
        from klinik.finance.sales.stock import SOLD, sold_of
        from klinik.finance.shop.checks import count_also
        from klinik.finance.shop.queries.cards import show_on_card
        from klinik.finance.wallet.rooms import tell_of_entries

        tell_purchases(of_member)
        count_also(SOLD)
        show_on_card(sold_of)
        tell_of_entries(bought)
