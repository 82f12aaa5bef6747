"""Django settings. Every choice an operator has is a row of `odms.config.options`."""

import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from odms.config import options
from odms.definitions import country

PACKAGE = Path(__file__).resolve().parent.parent
HOME = options.folder("ODMS_HOME")


def _secret(option: str, name: str) -> str:
    """A secret of the centre: given, or made once and kept readable by its owner alone."""
    if given := options.text(option):
        return given
    path = HOME / name
    try:
        with path.open("x") as kept:
            path.chmod(0o600)
            kept.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text()


def _database() -> dict[str, Any]:
    """SQLite under ODMS_HOME, or the PostgreSQL of ODMS_DATABASE_URL."""
    parts = options.address("ODMS_DATABASE_URL", "postgresql", "postgres")
    if not parts.scheme:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / "odms.db",
            # opening it costs ten times what most questions do
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                # deferred transactions fail with "database is locked" under load
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # a page that many commits change is put into its place once for all of them
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                "PRAGMA wal_autocheckpoint=4000; PRAGMA cache_size=-32000;",
            },
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _queue() -> dict[str, Any]:
    """The work queue: a file under ODMS_HOME, or the Redis of ODMS_REDIS_URL."""
    common = {"name": "odms", "immediate": False, "results": False}
    if (parts := options.address("ODMS_REDIS_URL", "redis", "rediss", "unix")).scheme:
        return common | {
            "huey_class": "huey.PriorityRedisHuey",
            "connection": {"url": parts.geturl()},
        }
    return common | {
        "huey_class": "huey.SqliteHuey",
        "connection": {"filename": str(HOME / "queue.db"), "fsync": False},
    }


country()  # a wrong one is told at once
_address = options.address("ODMS_URL", "https", "http")
_is_https = _address.scheme == "https"

SECRET_KEY = _secret("ODMS_SECRET_KEY", "secret.key")
PSEUDONYM_KEY = _secret("ODMS_PSEUDONYM_KEY", "pseudonym.key")
SIGNING_KEY = _secret("ODMS_SIGNING_KEY", "signing.key")
DEBUG = options.switch("ODMS_DEBUG")
CENTRE_URL = options.text("ODMS_URL").rstrip("/")
CENTRE_NAMES = {"th": options.text("ODMS_NAME_TH"), "en": options.text("ODMS_NAME_EN")}
CENTRE_NOTICES = {"th": options.text("ODMS_NOTICE_TH"), "en": options.text("ODMS_NOTICE_EN")}
CENTRE_EMAIL = options.text("ODMS_CONTACT_EMAIL")
ALLOWED_HOSTS = [
    _address.hostname or "",
    "127.0.0.1",
    "localhost",
    "[::1]",
    *options.words("ODMS_HOSTS"),
]
CSRF_TRUSTED_ORIGINS = [options.text("ODMS_URL")]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "huey.contrib.djhuey",
    "odms.ledger",
    "odms.people",
    "odms.catalogue",
    "odms.inventory",
    "odms.intake",
    "odms.publication",
    "odms.harvest",
    "odms.outlets",
    "odms.tables",
    "odms.voice",
    "odms.usage",
    "odms.health",
    "odms.search",
    "odms.assessment",
    "odms.programme",
    "odms.web",
    "odms.api",
]

MIDDLEWARE = [
    "odms.web.middleware.request_id",
    "odms.web.middleware.security",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "odms.config.urls"
WSGI_APPLICATION = "odms.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "odms.web.context.site",
            ],
        },
    }
]

DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
HUEY = _queue()

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    }
]
CSRF_FAILURE_VIEW = "odms.web.views.public.errors.forgery"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "odms.web.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
# the agency or the centre makes accounts: no address is verified, no stranger is written to
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
MFA_ALLOW_UNVERIFIED_EMAIL = True
ACCOUNT_RATE_LIMITS = {
    "login_failed": f"{options.number('ODMS_SIGN_IN_LIMIT')}/5m/key,{options.number('ODMS_SIGN_IN_LIMIT') * 4}/5m/ip"
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True

LANGUAGE_CODE = "th"
LANGUAGES = [("th", "ไทย"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = options.time_zone("ODMS_TIME_ZONE")

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
APPEND_SLASH = False

MAX_UPLOAD_BYTES = options.number("ODMS_MAX_UPLOAD_MB") * 1024 * 1024
FETCH_TIMEOUT_S = options.number("ODMS_FETCH_TIMEOUT_S")
FETCH_NETWORKS = options.networks("ODMS_FETCH_NETWORKS")
SURVEY_HOSTS = options.words("ODMS_SURVEY_HOSTS")
WORKERS = options.number("ODMS_WORKERS")
READ_TIMEOUT_S = options.number("ODMS_READ_TIMEOUT_S")
READ_MEMORY_MB = options.number("ODMS_READ_MEMORY_MB")
API_LIMIT = options.number("ODMS_API_LIMIT")
API_TOKEN_LIMIT = options.number("ODMS_API_TOKEN_LIMIT")
SQL_CHILDREN = options.number("ODMS_SQL_CHILDREN")
PROXIES = options.number("ODMS_PROXIES")
USAGE_DAYS = options.number("ODMS_USAGE_DAYS")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["odms.web.uploads.LimitedUploadHandler"]
FILE_UPLOAD_TEMP_DIR = HOME / "incoming"
FILE_UPLOAD_TEMP_DIR.mkdir(exist_ok=True)

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _is_https
SESSION_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_HSTS_SECONDS = 31_536_000 if _is_https else 0
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS: list[str] = []

CACHES = {
    "default": {
        # shared by the web processes, so that sign-in limits count across them
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": HOME / "cache",
    }
}

_mail = options.address("ODMS_EMAIL_URL", "smtp", "smtps")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _mail.scheme else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = HOME / "letters"
EMAIL_HOST = _mail.hostname or ""
EMAIL_PORT = _mail.port or 587
EMAIL_HOST_USER = unquote(_mail.username or "")
EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
EMAIL_USE_SSL = _mail.scheme == "smtps"
EMAIL_USE_TLS = not EMAIL_USE_SSL and bool(EMAIL_HOST_USER)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = options.text("ODMS_EMAIL_FROM")
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "%(asctime)s %(levelname)s %(request_id)s %(name)s %(message)s"}
    },
    "filters": {"request_id": {"()": "odms.web.middleware.RequestIds"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["request_id"],
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"httpx": {"level": "WARNING"}},  # it tells of every request
}
