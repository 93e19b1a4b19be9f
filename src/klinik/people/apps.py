from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "klinik.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Django says when somebody signs in, by whatever way."""
        from django.contrib.auth.signals import user_logged_in

        from klinik.people.sessions import note_browser

        user_logged_in.connect(note_browser)
