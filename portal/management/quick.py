from django.core.management.base import BaseCommand


class QuickCommand(BaseCommand):
    """One that starts in half the time: system checks, which load every page's code, are the tests' and `check`'s."""

    requires_system_checks: list[str] = []
