"""All settings, read from typed environment variables; docs/production.md lists them."""

from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEMO: bool = env.bool("DEMO", default=False)
DEBUG = False
STATE_DIR = Path(env.str("PORTAL_STATE", default=str(BASE_DIR / ".portal")))
SECRET_KEY: str = env.str("SECRET_KEY")
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL: str = env.str("SITE_URL", default=f"http://127.0.0.1:{env.int('PORT', default=8000)}")
SECURE_COOKIES: bool = env.bool("SECURE_COOKIES", default=not DEMO)

INSTALLED_APPS = [
    "portal",
    "evaluations",
    "pilots",
    "reporting",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "pgtrigger",
    "pghistory",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.middleware.NoStoreMiddleware",
    "portal.middleware.ScopeMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.where_am_i",
            ],
        },
    }
]

# One plain role for the application, one owner for migrations: the owner is never used to serve anybody.
DATABASES = {
    "default": env.db_url("DATABASE_URL")
    | {"CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60), "CONN_HEALTH_CHECKS": True},
}
if env.str("DATABASE_OWNER_URL", default=""):
    DATABASES["owner"] = env.db_url("DATABASE_OWNER_URL")
DATABASE_ROUTERS = ["portal.routers.OneDatabase"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL: str = env.str("REDIS_URL")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 1800
CELERY_TASK_SOFT_TIME_LIMIT = 1740
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 7200}
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 600_000
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Asia/Shanghai"
JOB_LEASE = timedelta(seconds=env.int("JOB_LEASE", default=90))
JOB_KEPT = timedelta(days=env.int("JOB_KEPT_DAYS", default=90))
# Ours, not a rule: how long after a notice is closed whoever objected to a result on it stays known.
OBJECTOR_KEPT = timedelta(days=env.int("OBJECTOR_KEPT_DAYS", default=180))
JOB_SWEEP = timedelta(seconds=env.int("JOB_SWEEP", default=60))

AUTH_USER_MODEL = "portal.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:home"
ACCOUNT_ADAPTER = "portal.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "portal:front"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
# One OpenID Connect provider for single sign-on, or none: portal/single_sign_on.py.
OIDC_ISSUER: str = env.str("OIDC_ISSUER", default="").removesuffix("/")
SOCIALACCOUNT_ADAPTER = "portal.single_sign_on.SingleSignOnAdapter"
SOCIALACCOUNT_PROVIDERS = (
    {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "sso",
                    "name": env.str("OIDC_NAME", default="") or OIDC_ISSUER,
                    "client_id": env.str("OIDC_CLIENT_ID"),
                    "secret": env.str("OIDC_CLIENT_SECRET"),
                    "settings": {"server_url": OIDC_ISSUER},
                }
            ],
        }
    }
    if OIDC_ISSUER
    else {}
)
# A link, not a form: our content policy lets no form lead elsewhere, and the state guards the way back.
SOCIALACCOUNT_LOGIN_ON_GET = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Who registered with somebody else's address must not lock its owner out: portal/services/recovery.py.
MFA_ALLOW_UNVERIFIED_EMAIL = False
ACCOUNT_FORMS = {"reset_password_from_key": "portal.forms.accounts.ReplacePasswordForm"}
MFA_TOTP_ISSUER = "Quality Ladder Portal"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "429.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_VERBOSE = False

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
FORMAT_MODULE_PATH = ["portal.formats"]

NODE_MODULES = BASE_DIR / "node_modules"
STATIC_URL = "/static/"
# A demo serves files where they lie; only servers collect them.
STATIC_ROOT = None if DEMO else Path(env.str("STATIC_ROOT", default=str(STATE_DIR / "static")))
PACKAGES = {"tabler": "@tabler/core", "htmx": "htmx.org", "echarts": "echarts", "quill": "quill"}
STATICFILES_DIRS = [
    (f"vendor/{name}", NODE_MODULES / package / "dist")
    for name, package in PACKAGES.items()
    if (NODE_MODULES / package / "dist").is_dir()
]
STATICFILES_FINDERS = [
    "portal.vendor_files.VendorFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STORAGES = {
    "default": {
        "BACKEND": env.str("FILE_STORAGE", default="django.core.files.storage.FileSystemStorage"),
        "OPTIONS": env.json("FILE_STORAGE_OPTIONS", default={}),
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEMO
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("map", "png", "jpg", "gif", "ico", "woff", "woff2", "gz", "br", "zip", "pdf")
# Who reads a file beyond the organisation that owns it: functions of an actor that give a condition on StoredFile.
FILE_READERS = ["evaluations.queries.reads_filing_file", "reporting.queries.reads_edition_file"]
FILE_READERS += ["reporting.attachment_queries.reads_attachment_file", "pilots.file_queries.reads_platform_file"]
# What an enterprise has besides its record: functions of the enterprise that give (words, how many) rows.
BELONGINGS = ["evaluations.belongings.count_filings"]
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(STATE_DIR / "files")))
UPLOAD_LIMIT, EVIDENCE_LIMIT = env.int("UPLOAD_LIMIT", default=20 << 20), env.int("EVIDENCE_LIMIT", default=200 << 20)
COMPANY_QUOTA = env.int("COMPANY_QUOTA", default=5 << 30)
ATTACHMENT_LIMIT = env.int("ATTACHMENT_LIMIT", default=50 << 20)
# PKCS#12 file whose key signs printed summaries; empty: nothing is signed
SIGNING_PKCS12, SIGNING_PASSWORD = env.str("SIGNING_PKCS12", default=""), env.str("SIGNING_PASSWORD", default="")
CLAMD_URL = env.str("CLAMD_URL", default="")  # tcp://host:port or unix:///path; empty: nothing is scanned
FILE_UPLOAD_HANDLERS = ["portal.upload_handler.LimitedUpload"]
DATA_UPLOAD_MAX_MEMORY_SIZE, FILE_UPLOAD_PERMISSIONS = 2 << 20, 0o600

EMAIL_CONFIG = env.email_url("EMAIL_URL", default=f"filemail:///{STATE_DIR / 'mail'}")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("MAIL_FROM", default="portal@localhost")

SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000 if SECURE_COOKIES else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_COOKIES
SECURE_SSL_REDIRECT = SECURE_COOKIES
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
# Exactly one reverse proxy, which sets X-Forwarded-Proto and appends the caller to X-Forwarded-For.
BEHIND_PROXY: bool = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)
AXES_CLIENT_IP_CALLABLE = "portal.accounts.client_address"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["portal.api.parsers.ShallowJSONParser", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "portal.api.authentication.ScopedTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["portal.api.permissions.HasActor"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "portal.api.pagination.KeySetPagination",
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": "1200/min"},
    "EXCEPTION_HANDLER": "portal.api.errors.handle_exception",
    "PAGE_SIZE": 50,
}
REST_KNOX = {"TOKEN_TTL": timedelta(days=90), "TOKEN_LIMIT_PER_USER": 10}
SPECTACULAR_SETTINGS = {
    "TITLE": "Quality Ladder Portal API",
    "DESCRIPTION": "The same services as the pages, for programs. Times are Asia/Shanghai; revenue is in 万元.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    **dict.fromkeys(("SWAGGER_UI_DIST", "SWAGGER_UI_FAVICON_HREF"), "SIDECAR"),
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        **{n: f"portal.enums.{n}" for n in ("Delivery", "JobState", "OrganisationKind", "SizeClass")},
        "DifferenceKind": "evaluations.comparing.Kind",
        **{n: f"evaluations.enums.{n}" for n in ("AppealState", "CertificateState", "EntryState", "FilingState")},
        **{n: f"evaluations.enums.{n}" for n in ("ObjectionState", "ReceiptState", "VersionState", "VisitState")},
        **{n: f"reporting.enums.{n}" for n in ("BoardState", "SummaryState")},
        "PlatformFileKind": "pilots.enums.FileKind",
        "SummaryVerdict": "reporting.enums.Verdict",
    },
}

# Signs the daily heads of the audit; give it a key of its own where administrators of the web server are not trusted.
AUDIT_KEY: str = env.str("AUDIT_KEY", default="") or SECRET_KEY
PGHISTORY_APPEND_ONLY = True
SILENCED_SYSTEM_CHECKS = ["security.W021"] if not SECURE_HSTS_PRELOAD else []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
PRODUCT_NAME = _("Quality Ladder Portal")
