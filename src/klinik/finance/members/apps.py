from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "klinik.finance.members"
    label = "members"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from klinik.finance.members.history import KINDS
        from klinik.tenancy.history import words

        words.KINDS.update(KINDS)
