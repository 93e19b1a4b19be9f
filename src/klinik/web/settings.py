"""Django's settings: everything that differs between machines comes from the environment."""

import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pghistory
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from klinik.core import env, logs
from klinik.core.secret_key import kept_secret

PACKAGE = Path(__file__).resolve().parent.parent
DATA = env.data_folder()
LAYERS = ("core", "people", "directory", "tenancy", "clinic", "finance", "programme", "web")

DEBUG = env.flag("DEBUG", default=False)
SECRET_KEY = env.text("SECRET_KEY", "") or kept_secret(DATA)
DATABASES = env.databases()
# A server of one's own holds real books; the embedded one teaches unless told otherwise.
DEMO = env.flag("KLINIK_DEMO", default=env.flag("KLINIK_EMBEDDED", default=False))

ORIGIN = env.text("KLINIK_ORIGIN", "http://localhost:8000")
# Where the live rooms stream; empty: browsers ask every few seconds instead.
LIVE_ORIGIN = env.text("KLINIK_LIVE_ORIGIN", "")
# Reverse proxies before us: so many entries of X-Forwarded-For are believed, the rest are not.
TRUSTED_PROXIES = env.whole("KLINIK_TRUSTED_PROXIES", default=0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
IS_HTTPS = urlsplit(ORIGIN).scheme == "https"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", urlsplit(ORIGIN).hostname or "localhost"]
CSRF_TRUSTED_ORIGINS = [ORIGIN]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$", r"^metrics$"]  # asked by a neighbour
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "klinik.people.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
# Meetings at these servers (Jitsi, BigBlueButton) are shown inside the page of their session.
VIDEO_HOSTS = env.hosts("KLINIK_VIDEO_HOSTS")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF, *([LIVE_ORIGIN] if LIVE_ORIGIN else [])],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-src": [f"https://{host}" for host in VIDEO_HOSTS] or [NONE],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

INSTALLED_APPS = [
    "klinik.web",
    "klinik.programme",
    "klinik.clinic.stories",
    "klinik.clinic.sessions",
    "klinik.clinic.cases",
    "klinik.clinic.discussions",
    "klinik.finance.statements",
    "klinik.finance.counter",
    "klinik.finance.collecting",
    "klinik.finance.own",
    "klinik.finance.savings",
    "klinik.finance.sharing",
    "klinik.finance.sales",
    "klinik.finance.shop",
    "klinik.finance.wallet",
    "klinik.finance.members",
    "klinik.finance.tills",
    "klinik.finance.ledger",
    "klinik.finance.ledger.bank",
    "klinik.tenancy",
    "klinik.directory",
    "klinik.people",
    "klinik.core",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "procrastinate.contrib.django",
    "pgtrigger",
    "pghistory",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "klinik.core.request_log.RequestLog",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "klinik.tenancy.setup.middleware.NamedHouse",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "klinik.core.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "klinik.people.middleware.PersonOfSession",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "klinik.core.history.middleware.Remembering",
    "klinik.directory.merging.middleware.MovedAddresses",
    "klinik.core.middleware.Refusals",
    "klinik.core.middleware.EndedSession",
    "klinik.tenancy.devices.middleware.KeptAtCounter",
    "klinik.tenancy.second_factor.SecondFactorNeeded",
    "axes.middleware.AxesMiddleware",
    "klinik.core.middleware.Arrived",
]
ROOT_URLCONF = "klinik.web.urls"
WSGI_APPLICATION = "klinik.web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "klinik.web.context.navigation",
            ],
        },
    },
]

# Row-level security reads settings of the transaction, so every request is one.
# The owner migrates and answers no request.
DATABASES["default"]["ATOMIC_REQUESTS"] = True

# With each change itself, behind the same wall; a table beside them would have none.
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()

AUTH_USER_MODEL = "people.User"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # e-mails are unique by a constraint on their lower case
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "klinik.people.backends.SignedInPeople",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "web:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "web:home"
ACCOUNT_ADAPTER = "klinik.people.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
ACCOUNT_FORMS = {
    "login": "klinik.people.forms.SignInForm",
    "reset_password": "klinik.people.forms.ForgottenForm",
}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "klinik.people.sign_in.shown_name"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no letter to strangers, and the same answer on the page
# Failed sign-ins are axes' business: per person and address, kept in PostgreSQL.
ACCOUNT_RATE_LIMITS = {"login_failed": "", "reset_password": "20/m/ip,5/m/key"}
# The second step: codes are counted in PostgreSQL (klinik.people.commands.attempts).
# Nobody signs up here, so nobody can lock an address of another's; and a number is enough.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_ADAPTER = "klinik.people.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_ISSUER = "Klinik OPOP"
MFA_TOTP_TOLERANCE = 1  # half a minute: clocks of phones differ
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}  # a pesantren has one address for all
MFA_FORMS = {
    "authenticate": "klinik.people.forms.second_factor.CodeForm",
    "reauthenticate": "klinik.people.forms.second_factor.CodeAgainForm",
    "activate_totp": "klinik.people.forms.second_factor.AppForm",
    "add_webauthn": "klinik.people.forms.second_factor.PasskeyForm",
    "authenticate_webauthn": "klinik.people.forms.second_factor.SignedForm",
    "login_webauthn": "klinik.people.forms.second_factor.SignedInForm",
    "reauthenticate_webauthn": "klinik.people.forms.second_factor.SignedAgainForm",
    "edit_webauthn": "klinik.people.forms.second_factor.PasskeyNameForm",
}
# The demonstration's people sign in without a password, so they need no second step either.
REQUIRE_SECOND_FACTOR = env.flag("KLINIK_REQUIRE_SECOND_FACTOR", default=not DEMO)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "klinik.people.sign_in.client_address"
AXES_USERNAME_CALLABLE = "klinik.people.sign_in.typed_email"
AXES_LOCKOUT_CALLABLE = "klinik.people.views.locked_out"
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
# Letters hold one-time links: only those of the demonstration are printed, others need a server.
EMAIL_HOST = env.text("EMAIL_HOST", "")
EMAIL_PORT = env.whole("EMAIL_PORT", default=587)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_USE_TLS = not EMAIL_USE_SSL and env.flag("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = "django.core.mail.backends.{}.EmailBackend".format(
    "smtp" if EMAIL_HOST else "console" if DEMO else "dummy"
)
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "klinik@localhost")

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LOCALE_PATHS = [PACKAGE / layer / "locale" for layer in LAYERS]
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "klinik.core.static_files.ServedFiles"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
MEDIA_ROOT = DATA / "files"
MEDIA_URL = "/files/"
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# Lines of JSON without personal data, for whoever keeps them; in a terminal, where nobody does,
# only what went wrong; columns to read while somebody develops.
IN_TERMINAL = sys.stderr.isatty()
LOGGING = logs.set_up(readable=DEBUG or IN_TERMINAL, quiet=IN_TERMINAL and not DEBUG)
METRICS_TOKEN = env.secret("KLINIK_METRICS_TOKEN")
