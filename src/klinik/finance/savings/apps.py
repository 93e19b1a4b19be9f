from django.apps import AppConfig


class SavingsConfig(AppConfig):
    name = "klinik.finance.savings"
    label = "savings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The member's page stands below this app, so savings put themselves on it."""
        from klinik.finance.members.rooms import show_on_member_page
        from klinik.finance.savings.panels import savings_panel

        show_on_member_page(savings_panel)
