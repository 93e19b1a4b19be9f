from django.apps import AppConfig


class DiscussionsConfig(AppConfig):
    name = "klinik.clinic.discussions"
    label = "discussions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from klinik.clinic.discussions.history import KINDS
        from klinik.tenancy.history import words

        words.KINDS.update(KINDS)
