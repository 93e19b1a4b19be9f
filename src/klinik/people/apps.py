from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "klinik.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Django says when somebody signs in, and allauth when their second step changes."""
        from allauth.mfa import signals
        from django.contrib.auth.signals import user_logged_in

        from klinik.people import second_factor
        from klinik.people.sessions import note_browser

        user_logged_in.connect(note_browser)
        signals.authenticator_added.connect(second_factor.tell_of_new)
        signals.authenticator_removed.connect(second_factor.tell_of_removed)
        signals.authenticator_reset.connect(second_factor.tell_of_new_codes)
