from django.apps import AppConfig


class CounterConfig(AppConfig):
    name = "klinik.finance.counter"
    label = "counter"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What the counter lets wait for a second person is looked at on a page of its own."""
        from klinik.finance.ledger.drafts.followers import show_drafts_at
        from klinik.finance.savings.limits.queries import AT_COUNTER

        show_drafts_at("counter:wait", kinds=AT_COUNTER)
