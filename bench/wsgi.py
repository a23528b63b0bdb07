"""What the bench's gunicorn serves: the portal as in production, timed."""

from bench.timing import timed
from portal.wsgi import application as portal

application = timed(portal)
