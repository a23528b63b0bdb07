"""The Celery application; periodic work is listed here and keyed by (name, period) where it writes."""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import celeryd_after_setup
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from portal.startup import refuse_demo_accounts

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_after_configure.connect
def set_beat_schedule(sender: Celery, **kwargs: Any) -> None:
    """Only once somebody uses the configuration: this module is imported before the environment is complete."""
    sender.conf.beat_schedule = {
        "ring-again": {"task": "portal.ring_again", "schedule": settings.JOB_SWEEP},
        "audit-partitions": {"task": "portal.prepare_audit_partitions", "schedule": crontab(hour=0, minute=10)},
        "audit-heads": {"task": "portal.sign_audit_heads", "schedule": crontab(hour=0, minute=20)},
        "housekeeping": {"task": "portal.keep_house", "schedule": crontab(hour=3, minute=30)},
        "objectors": {"task": "evaluations.forget_objectors", "schedule": crontab(hour=3, minute=15)},
        "attachments": {"task": "reporting.forget_attachments", "schedule": crontab(hour=3, minute=20)},
        "platform-files": {"task": "pilots.forget_files", "schedule": crontab(hour=3, minute=25)},
        "digests": {"task": "portal.promise_digests", "schedule": crontab(hour=7, minute=30)},
        "announce-rounds": {"task": "evaluations.announce_rounds", "schedule": crontab(hour=8, minute=0)},
        "window-reminders": {"task": "evaluations.promise_reminders", "schedule": crontab(minute="*/15")},
        "hand-to-cities": {"task": "evaluations.hand_to_cities", "schedule": crontab(minute="5-59/15")},
        "plan-reminders": {"task": "evaluations.remind_of_plans", "schedule": crontab(hour=8, minute=15)},
        "certificate-reminders": {"task": "evaluations.remind_of_certificates", "schedule": crontab(hour=8, minute=20)},
        "peer-medians": {"task": "evaluations.refresh_peers", "schedule": crontab(hour=1, minute=0)},
        "tallies": {"task": "evaluations.compact_tallies", "schedule": crontab(minute="*/5")},
        "recount": {"task": "evaluations.recount_filings", "schedule": crontab(hour=2, minute=40)},
        "triage": {"task": "evaluations.refresh_triage", "schedule": crontab(hour=1, minute=30)},
        # Each hour of the day looks whether the day's reminder has been promised.
        "summary-reminders": {"task": "reporting.remind_of_summaries", "schedule": crontab(hour="9-20", minute=25)},
        "summary-drafts": {"task": "reporting.build_drafts", "schedule": crontab(hour="2,12", minute=0)},
    }


@celeryd_after_setup.connect
def refuse_to_start(**kwargs: Any) -> None:
    """A worker is as much a production start as the web is. Only SystemExit passes through Celery's signals."""
    try:
        refuse_demo_accounts()
    except ImproperlyConfigured as error:
        raise SystemExit(str(error)) from error
    finally:
        # Children must not inherit the parent's connection.
        connections.close_all()
