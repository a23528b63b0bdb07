import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections

from portal.startup import refuse_demo_accounts

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = get_wsgi_application()
refuse_demo_accounts()
# Loaded once and forked (--preload): pages too, not by each worker at its first request, and no worker shares a connection.
import_module(settings.ROOT_URLCONF)
connections.close_all()
# What is loaded by now stays: no request waits for a collection that looks through it once more, nor copies it for that.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 20)
