"""Sessions that know whose they are (SESSION_ENGINE): so people see theirs, and end them."""

from datetime import timedelta
from time import time
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from klinik.core.kept import Kept
from klinik.people.rules import browser_in_words

BROWSER = "browser"
SIGNED_IN_AT = "signed_in_at"
SEEN_EVERY = timedelta(minutes=5)  # not a write for each page


class SessionStore(DatabaseStore):
    """Django's sessions in the database, each row with its person, browser and last use."""

    person: Any = None  # as read with the session

    @classmethod
    def get_model_class(cls) -> Any:
        """The table of ours in place of Django's."""
        from klinik.people.models import Session

        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """Copy out of the sealed content what the list of devices needs."""
        session: Any = super().create_model_instance(data)
        session.user_id = data.get(SESSION_KEY)
        session.browser = data.get(BROWSER, "")
        return session

    def _get_session_from_db(self) -> Any:
        """Read the row, and note now and then that it was used; every page asks."""
        now = timezone.now()
        session: Any = RUNNING.first(self.session_key, now)
        self.person = session and session.user
        if session is None:
            self._session_key = None
        elif session.user_id and session.last_seen_at < now - SEEN_EVERY:
            self.get_model_class().objects.filter(pk=session.pk).update(last_seen_at=now)
        return session


def _running(key: Any, now: Any) -> QuerySet[Any]:
    sessions: Any = SessionStore.get_model_class().objects
    running: QuerySet[Any] = sessions.filter(session_key=key, expire_date__gt=now)
    return running.select_related("user")


RUNNING = Kept(_running)


def note_browser(request: HttpRequest, user: AbstractBaseUser, **_signal: Any) -> None:
    """At sign-in the session learns which browser it lives in, and since when."""
    request.session[SIGNED_IN_AT] = time()
    request.session[BROWSER] = browser_in_words(request.META.get("HTTP_USER_AGENT", ""))
