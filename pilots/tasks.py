"""Job handlers of platforms."""

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext as _

from pilots.filters import PlatformFilter
from pilots.queries import visible_platforms, with_place
from pilots.services.files import forget_files
from pilots.services.platform_export import EXPORT, keep_platforms, read_platforms
from portal.forms.errors import refusal_of
from portal.jobs import Work, job_handler
from portal.tenancy import Actor, scope


@job_handler(EXPORT)
def export_platforms(work: Work) -> None:
    """The list as a file, for whoever asked, within what they may see."""
    work.progress(0, 2, _("Reading the platforms"))
    with scope(work.actor):
        filters = PlatformFilter(work.actor, work.params["filters"])
        if not filters.is_valid():
            raise refusal_of(filters)
        rows = read_platforms(with_place(filters.apply(visible_platforms(work.actor))).order_by(filters.order(), "pk"))
    work.progress(1, 2, _("Writing the file"))
    with scope(work.actor):
        asked = {"filters": work.params["filters"], "format_name": work.params["format"]}
        work.report({"rows": len(rows)}, keep_platforms(actor=work.actor, rows=rows, **asked))


@shared_task(name="pilots.forget_files")
def forget_removed_files() -> int:
    """Photographs and attachments of platforms that were taken off longer than a week ago."""
    return forget_files(actor=Actor.system(), now=timezone.now())
