from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "klinik.clinic.sessions"
    label = "panels"  # Django's own sessions are called "sessions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from klinik.clinic.sessions.history import KINDS
        from klinik.tenancy.history import words

        words.KINDS.update(KINDS)
