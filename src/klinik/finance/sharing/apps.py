from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "klinik.finance.sharing"
    label = "sharing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The member's page stands below this app, so shares put themselves on it."""
        from klinik.finance.members.rooms import show_on_member_page
        from klinik.finance.sharing.panels import shares_panel

        show_on_member_page(shares_panel)
