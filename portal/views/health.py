from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from portal.contents import clamd


def livez(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"alive": True})


def readyz(request: HttpRequest) -> JsonResponse:
    """Database, Redis and a worker really answer; 503 with the one that does not."""
    checks = {"database": _database, "redis": _redis, "worker": _worker}
    faults = {name: fault for name, check in checks.items() if (fault := _fault(check))}
    told = {"ready": not faults, "faults": faults, "virus_scanner": virus_scanner()}
    return JsonResponse(told, status=503 if faults else 200)


def _fault(check: object) -> str:
    try:
        assert callable(check)
        return "" if check() else "no answer"
    except Exception as error:
        return type(error).__name__


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM portal_region LIMIT 1")
        return cursor.fetchone() is not None


def _redis() -> bool:
    now = timezone.now().isoformat()
    cache.set("readyz", now, 10)
    return bool(cache.get("readyz") == now)


def _worker() -> bool:
    return bool(current_app.control.broadcast("ping", reply=True, timeout=1, limit=1))


def virus_scanner() -> str:
    """For information: while it is away no file is accepted, and everything else goes on."""
    if not settings.CLAMD_URL:
        return "off"
    return "ready" if clamd.answers(settings.CLAMD_URL) else "no answer"
