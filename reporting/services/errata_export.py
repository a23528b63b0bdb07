"""The steps after a data cut as a workbook, written by a job within what whoever asked may see."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.enums import FilingState
from evaluations.queries import round_of
from evaluations.review_queue import cities_for
from portal.enums import FilePurpose
from portal.errors import Refused
from portal.models import Job, Organisation, StoredFile
from portal.presentation import shown
from portal.services.files import digest_of, store_file
from portal.services.jobs import enqueue_job
from portal.tenancy import Actor
from reporting.attachments import Cell, Sheet
from reporting.errata import StepFilter, filter_from, later_steps
from reporting.models import Snapshot, Summary
from reporting.queries import visible_summaries
from reporting.workbooks import write_workbook

if TYPE_CHECKING:
    from evaluations.models import FilingEvent

EXPORT_ERRATA = "export_errata"
MOST_ROWS = 100_000
CHUNK = 2_000


def request_errata_export(*, actor: Actor, summary: Summary, snapshot: Snapshot, wanted: StepFilter) -> Job:
    """Promise every step that the filter finds after this snapshot, which the actor sees."""
    params: dict[str, Any] = {"summary": summary.pk, "snapshot": snapshot.pk, **wanted.as_params()}
    key = f"errata:{actor.user_id}:{digest_of(repr(params).encode())[:16]}"
    return enqueue_job(actor=actor, kind=EXPORT_ERRATA, key=key, params=params)


def keep_errata(*, actor: Actor, params: Mapping[str, Any]) -> tuple[StoredFile, int]:
    """The file of the actor's office, and how many steps it holds; call inside the actor's scope. Refused beyond MOST_ROWS."""
    summary = visible_summaries(actor).get(pk=params["summary"])
    snapshot, wanted = Snapshot.objects.get(pk=params["snapshot"], summary=summary), filter_from(params)
    if (yearly := round_of(summary.year)) is None:
        raise Http404
    steps = later_steps(actor, summary, yearly, snapshot, wanted)
    _refuse_many(steps.count())
    rows = _rows(
        steps.select_related("filing__city").order_by(wanted.order, "-pk" if wanted.order.startswith("-") else "pk")
    )
    now, title = timezone.localtime(), _("Steps after the data cut")
    heads = [
        _("Time"), _("Company"), _("Unified social credit code"), _("Number"), _("City"), _("From"), _("To"), _("By"),
    ]  # fmt: skip
    about: list[Sequence[Cell]] = [
        [_("Figures as of"), shown(snapshot.as_of)],
        [_("As of"), shown(now)],
        [_("Steps"), len(rows)],
        *_filter_words(actor.narrowed_to(summary.scope), wanted),
    ]
    sheets: list[Sheet] = [(title, heads, rows), (_("About"), [_("What"), _("Which")], about)]
    file = store_file(
        actor=actor,
        organisation=Organisation.objects.get(pk=actor.home_id),
        purpose=FilePurpose.EXPORT,
        name=f"{title}-{summary.authority.code}-{summary.year}-{now:%Y%m%d-%H%M}.xlsx",
        content=write_workbook(sheets, now),
    )
    return file, len(rows)


def _filter_words(reach: Actor, wanted: StepFilter) -> list[Sequence[Cell]]:
    """What the file was narrowed to, a row for each part of the filter, "All" where there is none."""
    states, cities = dict(FilingState.choices), dict(cities_for(reach))
    return [
        [_("Company or code"), wanted.q or _("All")],
        [_("Led to the state"), str(states[wanted.state]) if wanted.state else _("All")],
        [_("City"), cities.get(wanted.city, wanted.city) if wanted.city else _("All")],
    ]


def _refuse_many(count: int) -> None:
    if count > MOST_ROWS:
        words = _("The filter finds %(count)d steps; one file holds %(limit)d.")
        raise Refused(words % {"count": count, "limit": MOST_ROWS}, _("Narrow the filter, for instance by city."))


def _rows(steps: "QuerySet[FilingEvent]") -> list[Sequence[Cell]]:
    return [
        [
            shown(step.at),
            step.filing.enterprise.name,
            step.filing.credit_code,
            step.filing.number,
            step.filing.city.name,
            str(step.get_source_display()) if step.source else "",
            str(step.get_target_display()),
            step.by_name,
        ]
        for step in steps.iterator(CHUNK)
    ]
