"""What must hold before a production process serves anybody."""

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def refuse_demo_accounts() -> None:
    """Raises ImproperlyConfigured when demo accounts exist outside demo mode."""
    if settings.DEMO:
        return
    if apps.get_model("portal", "User").objects.filter(is_demo=True).exists():
        raise ImproperlyConfigured(
            "Demo accounts exist in this database and DEMO is off. Use a fresh database, or delete them with "
            "`manage.py demo_accounts --delete`."
        )
