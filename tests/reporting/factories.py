"""Filings written by hand, level by level, and summaries as far as the traits say."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from evaluations.enums import FilingState, ResultKind
from evaluations.models import Evaluation, Filing, Result
from portal.documents.printer import Printed
from portal.models import Enterprise, Organisation
from portal.tenancy import Actor, scope
from reporting.models import Edition, Submission, Summary
from reporting.queries import revocations_of
from reporting.services.editions import freeze, keep_edition
from reporting.services.narratives import save_narrative
from reporting.services.steps import accept_summary, return_summary, send_to_check, sign_off, submit_summary
from reporting.services.summaries import open_summary
from tests import factories
from tests.evaluations.factories import PDF, sample_version, yearly_round
from tests.seeding import seeding

YEAR = 2026
DIMENSIONS = ("D1", "D2", "D3", "D4", "D5")
PRINTED = Printed(pdf=PDF, pages=3, seconds=0.5, peak_mib=1)
A_DAY = datetime(YEAR, 6, 1, 8, tzinfo=UTC)


def content_of(response: Any) -> bytes:
    """The file of a download, read to its end so that it is closed."""
    return b"".join(response.streaming_content)


def filing(
    company: Enterprise,
    *,
    year: int = YEAR,
    state: FilingState = FilingState.DETERMINED,
    declared: str = "",
    reviewed: str = "",
    total: int = 0,
) -> Filing:
    """A row as the services would leave it; a determined one has a final result with `total` in every dimension."""
    yearly, person = yearly_round(year), factories.filler(company)
    with seeding():
        evaluation = Evaluation.objects.create(
            owner_id=company.pk, standard_version=sample_version(), scope=company.scope
        )
        handed_in = state != FilingState.DRAFT
        made = Filing.objects.create(
            evaluation=evaluation,
            enterprise_id=company.pk,
            round=yearly,
            scope=company.scope,
            state=state,
            declared_level=declared,
            reviewed_level=reviewed,
            reviewed_total=Decimal(total) if reviewed else None,
            number=f"{year}-{company.pk}" if handed_in else "",
            pledged_by_id=person.user_id if handed_in else None,
            submitted_at=A_DAY if handed_in else None,
            determined_at=A_DAY if state == FilingState.DETERMINED else None,
            state_since=A_DAY,
        )
        if state == FilingState.DETERMINED:
            _write_result(made, total)
        return made


def _write_result(made: Filing, total: int) -> None:
    Result.objects.create(
        evaluation_id=made.evaluation_id,
        kind=ResultKind.FINAL,
        scope=made.scope,
        level=made.reviewed_level,
        total=total,
        detail={"scores": dict.fromkeys(DIMENSIONS, total)},
        engine_version="test",
        inputs_hash="",
    )


def summary(
    actor: Actor,
    *,
    year: int = YEAR,
    text: str = "",
    printed: bool = False,
    submitted: bool = False,
    by_night: bool = False,
) -> Summary:
    """`text` goes into the first section; `printed` keeps an edition (a tiny PDF), `submitted` hands it in."""
    yearly_round(year)
    with scope(actor):
        made = open_summary(actor=actor, year=year)
        if text:
            save_narrative(actor=actor, summary=made, section="quality_project", text=text, version=0)
    if printed or submitted:
        edition(actor, made, by_night=by_night)
    return hand_in(actor, made) if submitted else made


def signed(actor: Actor, made: Summary, *, number: int = 1) -> Summary:
    """Sent to check by a colleague of the actor's office, who then signs it off as an approver."""
    colleague = factories.reviewer(actor_code(actor))
    with scope(colleague):
        send_to_check(actor=colleague, summary=made, edition_number=number)
    with scope(actor):
        return sign_off(actor=actor, summary=made, edition_number=number)


def hand_in(actor: Actor, made: Summary, *, number: int = 1) -> Summary:
    """The whole way to the ministry; `actor` is an approver."""
    signed(actor, made, number=number)
    with scope(actor):
        return submit_summary(actor=actor, summary=made, edition_number=number)


def actor_code(actor: Actor) -> str:
    with seeding():
        return str(Organisation.objects.get(pk=actor.home_id).code)


def decided(made: Summary, *, reason: str = "", officer: Actor | None = None) -> Summary:
    """Returned with this reason, or accepted when there is none."""
    officer = officer or factories.officer()
    with scope(officer):
        latest = Submission.objects.filter(summary=made)[0]
        wanted: dict[str, Any] = {"actor": officer, "summary": made, "number": latest.number}
        wanted["revoked"] = revocations_of(latest)
        return return_summary(**wanted, reason=reason) if reason else accept_summary(**wanted)


def edition(actor: Actor, made: Summary, *, by_night: bool = False) -> Edition:
    """The next edition, from a snapshot taken now."""
    if by_night:
        actor = Actor(
            side=actor.side,
            path=actor.path,
            organisation_id=actor.organisation_id,
            kind=actor.kind,
            roles=actor.roles,
            user_name="nightly",
        )
    frozen = freeze(actor=actor, summary=made)
    return keep_edition(actor=actor, summary=made, frozen=frozen, printed=PRINTED, key=f"test:{frozen.snapshot.pk}")
