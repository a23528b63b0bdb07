"""Reads for the enterprise's own pages: one query each, whatever the number of rows."""

from collections.abc import Collection, Mapping

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.utils import timezone

from evaluations.appeal_days import appeal_window
from evaluations.checklist import Checklist, build_checklist
from evaluations.city_queries import was_at_city
from evaluations.enums import AppealState, FilingState, ResultKind
from evaluations.models import Answer, Appeal, Evidence, Filing, FilingEvent, Result, Review, Score, VisitFinding
from evaluations.next_steps import Outlook
from evaluations.procedure import DUE, Procedure, procedure_of
from evaluations.queries import (
    answers_of,
    asked_answers,
    asked_evidence,
    authority_round_of,
    left_by_move,
    marked_items,
    previous_filing,
    standard_of,
    visible_filings,
    with_context,
)
from evaluations.scoring import Answer as EngineAnswer
from evaluations.scoring import Result as EngineResult
from evaluations.scoring import score
from portal.enums import Role, Side
from portal.models import Membership, User
from portal.tenancy import Actor


def filing_of(actor: Actor, pk: int, *related: str) -> Filing:
    """A visible filing with its context and what else is `related`; Http404 for an absent and a foreign one alike.

    `visited` says whether something that a visit found was shown to the company.
    """
    filings = with_context(visible_filings(actor)).select_related(*(related or ("round",)))
    shown = VisitFinding.objects.filter(filing=OuterRef("pk"), released=True)
    found = filings.annotate(visited=Exists(shown)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def own_filing(actor: Actor, pk: int, *related: str) -> Filing:
    """As `filing_of`, for pages on which only the enterprise works."""
    if actor.side != Side.ENTERPRISE:
        raise Http404
    return filing_of(actor, pk, *related)


def answers_by_item(filing: Filing) -> dict[str, Answer]:
    return {answer.item.code: answer for answer in answers_of(filing)}


def exclusions_of(filing: Filing) -> dict[str, str]:
    """{code: reason} of the items that the enterprise says do not apply to it, in the order of the standard."""
    definition = standard_of(filing)
    rows = asked_answers(filing).filter(not_applicable=True).order_by("item__position")
    return {code: why for code, why in rows.values_list("item__code", "remark") if definition.has_item(code)}


def checklist_of(filing: Filing, answers: Mapping[str, Answer], marked: Collection[str] | None = None) -> Checklist:
    """From answers already read; `marked` are the items that the authority marked, where those are known as well."""
    opened = frozenset(marked_items(filing) if marked is None else marked)
    if filing.state == FilingState.RETURNED:
        rows = [(code, row.rung, row.not_applicable, row.updated_at) for code, row in answers.items()]
        opened |= left_by_move(filing, rows)
    return build_checklist(standard_of(filing), filing, answers, opened, timezone.localdate())


def standing_of(filing: Filing, answers: Mapping[str, Answer]) -> EngineResult:
    """The provisional result of answers already read."""
    definition = standard_of(filing)
    claims = {
        code: EngineAnswer(row.rung or None, _files(row), row.not_applicable)
        for code, row in answers.items()
        if definition.has_item(code)
    }
    return score(definition, claims)


def _files(answer: Answer) -> int:
    return int(getattr(answer, "evidence_count", 0))


def evidence_in(filing: Filing) -> QuerySet[Evidence]:
    """Every file of the filing with its item and whoever added it; what only its company may read is left out."""
    return asked_evidence(filing).select_related("answer__item", "file", "added_by").order_by("pk")


def find_evidence(filing: Filing, pk: int) -> Evidence:
    """A file of this filing with its item; Http404 for an absent and a foreign one alike."""
    files = Evidence.objects.filter(answer__evaluation_id=filing.evaluation_id)
    found = files.select_related("answer__item", "file", "added_by", "updated_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def released_scores(filing: Filing) -> dict[str, Score]:
    """What the officials have told the enterprise, by item; empty before a return or a determination."""
    scores = Score.objects.filter(review__filing=filing, released=True)
    return {row.answer.item.code: row for row in scores.select_related("answer__item")}


def earlier_answer(filing: Filing, item_code: str) -> Answer | None:
    """The enterprise's answer on this item in the closest earlier year that has one, with `evidence_count`."""
    earlier = {
        "evaluation__filing__enterprise_id": filing.enterprise_id,
        "evaluation__filing__round__year__lt": filing.round.year,
    }
    answers = Answer.objects.filter(**earlier, item__code=item_code).annotate(evidence_count=Count("evidence"))
    return answers.select_related("evaluation__filing__round").order_by("-evaluation__filing__round__year").first()


def scores_on(*answers: Answer | None) -> dict[int, Score]:
    """The officials' released scores by answer."""
    known = [answer.pk for answer in answers if answer]
    return {row.answer_id: row for row in Score.objects.filter(answer_id__in=known, released=True)} if known else {}


def earlier_rungs(filing: Filing) -> dict[str, str]:
    """The rungs claimed in the closest earlier year, by item."""
    earlier = previous_filing(filing)
    if earlier is None:
        return {}
    rows = Answer.objects.filter(evaluation_id=earlier.evaluation_id).exclude(rung="")
    return dict(rows.values_list("item__code", "rung"))


def items_with_old_evidence(filing: Filing) -> frozenset[str]:
    """Items all of whose files were handed in by this enterprise in an earlier year.

    A certificate that says until when it holds is not old before that day.
    """
    earlier = Filing.objects.filter(enterprise_id=filing.enterprise_id, round__year__lt=filing.round.year)
    used = Evidence.objects.filter(answer__evaluation__filing__in=earlier).values("file__sha256")
    files = Evidence.objects.filter(answer__evaluation_id=filing.evaluation_id)
    holds = Q(document_version__expires_on__gte=timezone.localdate())
    fresh = ExpressionWrapper(holds | ~Q(file__sha256__in=used), output_field=BooleanField())
    found = files.order_by().annotate(fresh=fresh).values_list("answer__item__code", "fresh").distinct()
    return frozenset(code for code, _fresh in found) - frozenset(code for code, fresh in found if fresh)


def years_of(actor: Actor) -> list[Filing]:
    """The enterprise's filings, the latest year first."""
    filings = with_context(visible_filings(actor)).filter(enterprise_id=actor.organisation_id)
    return list(filings.select_related("receipt").order_by("-round__year")[:10])


def results_of(filing: Filing) -> dict[str, Result]:
    """The latest result of each kind that the reader may see, with `reason` and `opinion` of a determination."""
    reason = FilingEvent.objects.filter(result=OuterRef("pk"), transition="determine").values("reason")[:1]
    opinion = Review.objects.filter(filing=filing, released=True).values("opinion")[:1]
    rows = Result.objects.filter(evaluation_id=filing.evaluation_id).order_by("pk")
    return {row.kind: row for row in rows.annotate(reason=Subquery(reason), opinion=Subquery(opinion))}


def shown_result(filing: Filing) -> tuple[Result | None, Result | None]:
    """(declared, final); the final one only once determined."""
    results = results_of(filing)
    final = results.get(ResultKind.FINAL) if filing.decided else None
    return results.get(ResultKind.SELF), final


def outlook_of(filing: Filing) -> Outlook:
    """What its round, the authority's procedure and its history add to the words of its state."""
    procedure = procedure_of(authority_round_of(filing)) if filing.state in DUE else Procedure()
    window = appeal_window(filing)
    answered = window is not None and Appeal.objects.filter(filing=filing, state__in=AppealState.answered()).exists()
    reviewed = filing.state == FilingState.REVIEWED
    return Outlook(
        appeal=None if answered else window,
        due=procedure.due(filing.state),
        checked=procedure.formal_check,
        after_city=procedure.city_by is not None and filing.state == FilingState.SUBMITTED and was_at_city(filing),
        reopened=reviewed and FilingEvent.objects.filter(filing=filing, transition="reopen").exists(),
    )


def events_of(filing: Filing) -> QuerySet[FilingEvent]:
    return FilingEvent.objects.filter(filing=filing).order_by("-pk")


def people_with(actor: Actor, role: Role) -> list[User]:
    """The colleagues with a role."""
    members = Membership.objects.filter(organisation_id=actor.home_id, active=True, roles__contains=[role])
    return [member.user for member in members.select_related("user")]
