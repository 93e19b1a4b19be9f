"""A person who can sign in, and the browsers they are signed in with."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from klinik.people.kinds import Called


class UserManager(BaseUserManager["User"]):
    """Creates people; e-mail addresses are kept in lower case."""

    def create_user(self, email: str = "", password: str | None = None, **fields: Any) -> "User":
        """Create a person; without a password only links let them in.

        Their mailbox counts as theirs unless `is_email_confirmed` says otherwise.
        """
        fields.setdefault("is_email_confirmed", bool(email))
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """One person, whatever the number of koppontren and offices they work in."""

    # One of the two is there: many people have WhatsApp and no mailbox that they read.
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    # A link that was sent there came back: only then may it renew the password and get letters.
    is_email_confirmed = models.BooleanField(default=False)
    phone = models.CharField(_("telephone"), max_length=15, blank=True)
    name = models.CharField(_("name"), max_length=200)
    # Of letters: pages go by the browser that shows them.
    language = models.CharField(
        max_length=5, choices=settings.LANGUAGES, default="id", db_default="id"
    )
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    erased_at = models.DateTimeField(null=True, blank=True)  # by their own wish; nothing is left
    joined_at = models.DateTimeField(auto_now_add=True)

    # For one request: a PIN opened its session, so of their roles only those of the counter count.
    by_pin = False

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"), name="user_email_once", condition=~models.Q(email="")
            ),
            models.UniqueConstraint(
                fields=["phone"], name="user_phone_once", condition=~models.Q(phone="")
            ),
            models.CheckConstraint(
                name="user_can_be_reached",
                condition=~models.Q(email="", phone="")
                | models.Q(erased_at__isnull=False, is_active=False),
            ),
            models.CheckConstraint(
                name="user_phone_in_digits",
                condition=models.Q(phone="") | models.Q(phone__regex=r"^[1-9][0-9]{7,14}$"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def called(self) -> Called:
        """How a notification names this person."""
        return Called(self.pk, self.name)

    @property
    def initials(self) -> str:
        """The first letters of the first two words of the name, for the avatar."""
        return "".join(word[0] for word in self.name.split()[:2]).upper()


class Session(AbstractBaseSession):
    """A signed-in browser; without a person, one that is about to sign in."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True)
    browser = models.CharField(max_length=60, blank=True)
    last_seen_at = models.DateTimeField(default=timezone.now)

    @property
    def handle(self) -> str:
        """What a page calls it: the key itself opens the session and is shown to nobody."""
        return salted_hmac("klinik.people.session", self.session_key).hexdigest()[:20]

    @classmethod
    def get_session_store_class(cls) -> Any:
        """What reads and writes these rows."""
        from klinik.people.sessions import SessionStore

        return SessionStore
