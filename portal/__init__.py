"""The kernel. Loading the Celery application here makes every process use it, whichever module asks first."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
