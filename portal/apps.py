from importlib import import_module

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        # Whoever rings for a task must find our application, not a default one.
        import_module("portal.celery")
        import_module("portal.checks")
        import_module("portal.api.schema")
