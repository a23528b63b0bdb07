import os

from django.core.wsgi import get_wsgi_application

from portal.startup import refuse_demo_accounts

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = get_wsgi_application()
refuse_demo_accounts()
