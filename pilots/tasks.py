"""Job handlers of platforms."""

from django.utils.translation import gettext as _

from pilots.filters import PlatformFilter
from pilots.queries import visible_platforms, with_place
from pilots.services.platform_export import EXPORT, keep_platforms, read_platforms
from portal.forms.errors import refusal_of
from portal.jobs import Work, job_handler
from portal.tenancy import scope


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
