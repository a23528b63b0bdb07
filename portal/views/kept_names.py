"""A file is kept under a name that every system can write, or is here already under another: said where it was sent."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.utils.translation import gettext as _

from portal.middleware import PortalRequest
from portal.models import StoredFile
from portal.queries import visible_uploads


def tell_kept_name(request: PortalRequest, sent: str, kept: StoredFile) -> None:
    """A message on the page that follows, unless it is the name it came with, be it in other letter cases."""
    if sent and sent.casefold() != kept.name.casefold():
        messages.info(request, _("“%(sent)s” is kept as “%(kept)s”.") % {"sent": sent, "kept": kept.name})


def name_sent(request: PortalRequest, sent: Mapping[str, Any]) -> str:
    """The name of what SentFileForm.sent describes; '' for an upload that is not there."""
    if name := sent.get("name"):
        return str(name)
    return visible_uploads(request.actor).filter(pk=sent["upload"]).values_list("name", flat=True).first() or ""
