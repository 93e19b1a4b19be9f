from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "klinik.finance.sharing"
    label = "sharing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The member's page stands below this app, so shares put themselves on it; closing too."""
        from klinik.finance.members.rooms import show_on_member_page
        from klinik.finance.savings.leaving.queries import tell_before_closing
        from klinik.finance.sharing.notices import lost_shares
        from klinik.finance.sharing.panels import shares_panel

        show_on_member_page(shares_panel)
        tell_before_closing(lost_shares)
