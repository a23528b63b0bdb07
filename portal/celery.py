"""The Celery application; periodic work is listed here and keyed by (name, period) where it writes."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "ring-again": {"task": "portal.ring_again", "schedule": 60.0},
    "audit-partitions": {"task": "portal.prepare_audit_partitions", "schedule": crontab(hour=0, minute=10)},
    "summary-drafts": {"task": "reporting.build_drafts", "schedule": crontab(hour=2, minute=0)},
}
