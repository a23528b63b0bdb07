"""Making results known, for programs: batches, public notices, objections, revocation; the services of the pages."""

from dataclasses import replace
from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.api.publication_serializers import (
    AnnouncementSerializer,
    BatchCountsSerializer,
    BatchSerializer,
    DeterminedResultSerializer,
    LetterSerializer,
    ObjectionAnswerSerializer,
    ObjectionSerializer,
    OwnNoticeEntrySerializer,
    OwnNoticeSerializer,
    PublicNoticeSerializer,
)
from evaluations.api.queue_rows import QueueRowSerializer
from evaluations.determined_queries import (
    DeterminedFilter,
    count_by_place,
    determined_filings,
    listed,
)
from evaluations.filing_queries import filing_of
from evaluations.models import PublicNotice
from evaluations.notice_queries import (
    entries_of,
    entry_of,
    notice_of,
    objection_of,
    objections_of,
    tallies_of,
    visible_notices,
)
from evaluations.publication_forms import DeterminedForm
from evaluations.publication_rules import (
    may_announce,
)
from evaluations.queries import round_of
from evaluations.services.objections import answer_objection, record_letter
from evaluations.services.publications import revoke_result
from evaluations.services.publishing_jobs import (
    Words,
    request_announcement,
    request_notice_publication,
    request_publication,
)
from portal.api.jobs import JobSerializer
from portal.api.reasons import ReasonSerializer
from portal.enums import Role, Side
from portal.forms.errors import refusal_of
from portal.tenancy import Actor, current_actor

_FILTERS = [
    OpenApiParameter(name, description=words)
    for name, words in {
        "q": "part of the company's name (two characters suffice) or beginning of its credit code",
        "year": "of the round; the latest when absent",
        "city": "GB/T 2260 code",
        "division": "C13–C43",
        "level": "reviewed level",
        "gap": "`lower`, `same` or `higher` than declared",
    }.items()
]


class DeterminedViewSet(viewsets.GenericViewSet[Any]):
    """Determined results that wait to be made known; for approvers of the authority in charge."""

    serializer_class = DeterminedResultSerializer

    @extend_schema(parameters=_FILTERS, responses=DeterminedResultSerializer(many=True))
    def rows(self, request: Request) -> Response:
        actor = _approver()
        found = listed(determined_filings(actor, replace(_wanted(request, actor), chosen=())))
        page = self.paginate_queryset(found) or []
        return self.get_paginated_response([DeterminedResultSerializer(filing).data for filing in page])

    @extend_schema(
        parameters=[*_FILTERS, OpenApiParameter("filing", int, many=True, description="only these of them")],
        responses=BatchCountsSerializer,
    )
    def counts(self, request: Request) -> Response:
        """What a batch comes to, before it is confirmed."""
        actor = _approver()
        wanted = _wanted(request, actor)
        yearly_round = round_of(wanted.year)
        if yearly_round is None:
            raise Http404
        return Response(BatchCountsSerializer(count_by_place(determined_filings(actor, wanted), yearly_round)).data)

    @extend_schema(request=AnnouncementSerializer, responses={201: PublicNoticeSerializer})
    def announce(self, request: Request) -> Response:
        """Post a notice; a job puts the batch on it, each filing once."""
        typed = _typed(AnnouncementSerializer, request)
        words = Words(**{name: typed.pop(name) for name in ("title", "text", "contact")})
        until = typed.pop("until")
        notice = request_announcement(actor=current_actor(), wanted=_filter(typed), until=until, words=words)
        return Response(PublicNoticeSerializer(notice).data, status=201)

    @extend_schema(request=BatchSerializer, responses={202: JobSerializer})
    def publish(self, request: Request) -> Response:
        """At once, where the round has no public notice."""
        typed = _typed(BatchSerializer, request)
        until = typed.pop("until")
        job = request_publication(actor=current_actor(), wanted=_filter(typed), until=until)
        return Response(JobSerializer(job).data, status=202)


class NoticeViewSet(viewsets.GenericViewSet[Any]):
    """The public notices of the actor's authority."""

    serializer_class = OwnNoticeSerializer

    @extend_schema(responses=OwnNoticeSerializer(many=True))
    def rows(self, request: Request) -> Response:
        page = self.paginate_queryset(visible_notices(_office())) or []
        return self.get_paginated_response(_with_tallies(list(page)))

    @extend_schema(responses=OwnNoticeSerializer)
    def one(self, request: Request, pk: int) -> Response:
        return Response(_with_tallies([notice_of(_office(), pk)])[0])

    @extend_schema(responses=OwnNoticeEntrySerializer(many=True))
    def entries(self, request: Request, pk: int) -> Response:
        actor = _office()
        page = self.paginate_queryset(entries_of(actor, notice_of(actor, pk))) or []
        return self.get_paginated_response([OwnNoticeEntrySerializer(entry).data for entry in page])

    @extend_schema(responses=ObjectionSerializer(many=True))
    def objections(self, request: Request, pk: int) -> Response:
        actor = _judging()
        page = self.paginate_queryset(objections_of(actor, notice_of(actor, pk))) or []
        return self.get_paginated_response([ObjectionSerializer(row).data for row in page])

    @extend_schema(request=None, responses={202: JobSerializer})
    def publish(self, request: Request, pk: int) -> Response:
        """After the last day: what is still on the notice and not contested."""
        actor = _office()
        job = request_notice_publication(actor=actor, notice=notice_of(actor, pk))
        return Response(JobSerializer(job).data, status=202)


class ObjectionViewSet(viewsets.GenericViewSet[Any]):
    """Objections against results of the actor's authority."""

    serializer_class = ObjectionSerializer

    @extend_schema(request=LetterSerializer, responses={201: ObjectionSerializer})
    def record(self, request: Request, pk: int) -> Response:
        """One that came by letter, against this entry."""
        actor, typed = _judging(), LetterSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        day, entry = typed.validated_data["received_on"], entry_of(actor, pk)
        kept = record_letter(actor=actor, entry_id=entry.pk, said=typed.said(), received_on=day)
        return Response(ObjectionSerializer(objection_of(actor, kept.pk)).data, status=201)

    @extend_schema(responses=ObjectionSerializer)
    def one(self, request: Request, pk: int) -> Response:
        return Response(ObjectionSerializer(objection_of(_judging(), pk)).data)

    @extend_schema(request=ObjectionAnswerSerializer, responses=ObjectionSerializer)
    def answer(self, request: Request, pk: int) -> Response:
        """By an approver who neither scored nor determined the filing; once."""
        actor = _judging()
        answer_objection(
            actor=actor, objection_id=objection_of(actor, pk).pk, **_typed(ObjectionAnswerSerializer, request)
        )
        return Response(ObjectionSerializer(objection_of(actor, pk)).data)

    @extend_schema(request=ReasonSerializer, responses=QueueRowSerializer)
    def revoke(self, request: Request, pk: int) -> Response:
        """Take a published result and its certificate out of force."""
        actor = _office()
        reason = _typed(ReasonSerializer, request)["reason"]
        revoke_result(actor=actor, filing=filing_of(actor, pk), reason=reason)
        return Response(QueueRowSerializer(filing_of(actor, pk)).data)


def _with_tallies(notices: list[PublicNotice]) -> list[Any]:
    context = {"tallies": tallies_of(notices)}
    return [OwnNoticeSerializer(notice, context=context).data for notice in notices]


def _office() -> Actor:
    """For others none of this is there."""
    actor = current_actor()
    if actor.side != Side.AUTHORITY:
        raise Http404
    return actor


def _judging() -> Actor:
    """Who objected, and why, is for those who review and decide."""
    actor = _office()
    if not actor.has(Role.APPROVER, Role.REVIEWER):
        raise Http404
    return actor


def _approver() -> Actor:
    actor = _office()
    if may_announce(actor):
        raise Http404
    return actor


def _wanted(request: Request, actor: Actor) -> DeterminedFilter:
    form = DeterminedForm(request.query_params, actor=actor)
    wanted = form.wanted()
    if form.errors:
        raise refusal_of(form)
    return wanted


def _filter(typed: dict[str, Any]) -> DeterminedFilter:
    _approver()
    return DeterminedFilter(**typed | {"chosen": tuple(typed["chosen"])})


def _typed(serializer: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    typed = serializer(data=request.data)
    typed.is_valid(raise_exception=True)
    return dict(typed.validated_data)
