"""The authority's work for programs: the queue, scores and steps, through the services of the pages."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.api.city_words import CityLineSerializer, CityWordsSerializer
from evaluations.api.queue_rows import QueueEntrySerializer, QueueRowSerializer
from evaluations.api.submissions import HandedInSerializer
from evaluations.city_queries import city_words
from evaluations.enums import NOT_APPLICABLE
from evaluations.filing_queries import filing_of
from evaluations.lease_queries import lease_of
from evaluations.models import Filing, Score
from evaluations.models.reviews import MOST_READERS
from evaluations.queries import flow_of
from evaluations.queue_rows import with_row
from evaluations.rereview_queries import Change, Former, changes_in
from evaluations.review_forms import QueueForm
from evaluations.review_queries import Board, board_of, city_found_of
from evaluations.review_queue import filter_queue
from evaluations.review_rules import COMMENT_LIMIT
from evaluations.services import reviews, scores
from evaluations.verdicts import CityFound, ReviewedItem, Tally, Verdict
from portal.api.reasons import ReasonSerializer
from portal.api.repeats import KEYS
from portal.differences import Effort
from portal.enums import Side
from portal.forms.errors import refusal_of
from portal.repeats import sent_with
from portal.tenancy import Actor, current_actor


class ItemSerializer(serializers.Serializer[ReviewedItem]):
    """Claim and score of one item; `version` goes back with a change, 0 while there is no score."""

    code = serializers.CharField(source="item.code")
    claim = serializers.CharField()
    remark = serializers.CharField(source="answer.remark", default="")
    rung = serializers.CharField()
    comment = serializers.CharField(source="score.comment", default="")
    flagged = serializers.BooleanField()
    verdict = serializers.ChoiceField(choices=Verdict.choices)
    again = serializers.BooleanField(help_text="scored or flagged as an earlier answer stood: to look at again")
    former_rung = serializers.CharField(help_text="of the score kept, whichever answer it was given to")
    version = serializers.IntegerField(source="score.version", default=0)


class TallySerializer(serializers.Serializer[Tally]):
    agreed = serializers.IntegerField()
    differing = serializers.IntegerField()
    open = serializers.IntegerField()
    flagged = serializers.IntegerField()
    again = serializers.IntegerField(help_text="of the open ones, those to look at again")


class FormerVerdictSerializer(serializers.Serializer[Former]):
    """What the official said before the filing was handed in again."""

    rung = serializers.CharField()
    comment = serializers.CharField()
    flagged = serializers.BooleanField()
    by = serializers.CharField()
    at = serializers.DateTimeField()


class ReviewChangeSerializer(serializers.Serializer[Change]):
    """An item as it was when it was judged, as it is now, and the verdict of then."""

    item = serializers.CharField(source="row.code")
    since = serializers.IntegerField(source="since.ordinal", help_text="the submission that `before` tells of")
    before = HandedInSerializer(source="row.old")
    after = HandedInSerializer(source="row.new")
    former = FormerVerdictSerializer(allow_null=True)
    verdict = serializers.ChoiceField(source="reviewed.verdict", choices=Verdict.choices)
    again = serializers.BooleanField(source="reviewed.again")


class BoardSerializer(serializers.Serializer[Board]):
    """A filing under review; `scored_*` counts open items as claimed."""

    filing = QueueRowSerializer()
    reviewer = serializers.CharField(source="review.reviewer.display_name", default="")
    opinion = serializers.CharField(source="review.opinion", default="")
    city = serializers.SerializerMethodField()
    city_found = serializers.SerializerMethodField(help_text="what the city found, where it said something of an item")
    city_conflict = serializers.SerializerMethodField(
        help_text="who of the city should not have judged the company, and why"
    )
    lease_ends = serializers.SerializerMethodField(help_text="from then on colleagues may take it; null: never")
    tally = TallySerializer()
    claimed_level = serializers.CharField(source="claimed.level", allow_null=True)
    claimed_total = serializers.DecimalField(source="claimed.total", max_digits=None, decimal_places=4)
    scored_level = serializers.CharField(source="scored.level", allow_null=True)
    scored_total = serializers.DecimalField(source="scored.total", max_digits=None, decimal_places=4)
    items = ItemSerializer(many=True)

    @extend_schema_field(CityWordsSerializer(allow_null=True))
    def get_city(self, board: Board) -> dict[str, Any] | None:
        said = city_words(board.filing, flow_of(board.filing))
        return dict(CityWordsSerializer(said).data) if said else None

    @extend_schema_field(CityLineSerializer(many=True))
    def get_city_found(self, board: Board) -> list[dict[str, Any]]:
        found = self._city_found(board)
        return [dict(CityLineSerializer(line).data) for line in found.lines] if found else []

    def get_city_conflict(self, board: Board) -> str:
        found = self._city_found(board)
        return found.conflict if found else ""

    def _city_found(self, board: Board) -> CityFound | None:
        """Asked for once; the serializer is of one filing."""
        if not hasattr(self, "_found"):
            self._found = city_found_of(board) if city_words(board.filing, flow_of(board.filing)) else None
        return self._found

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_lease_ends(self, board: Board) -> datetime | None:
        return lease_of(board.filing, board.review)


class ScoreChangeSerializer(serializers.Serializer[Any]):
    rung = serializers.CharField(
        max_length=len(NOT_APPLICABLE), allow_blank=True, help_text="a rung, or not-applicable to accept such a claim"
    )
    comment = serializers.CharField(max_length=COMMENT_LIMIT, allow_blank=True, default="")
    flagged = serializers.BooleanField(default=False)
    version = serializers.IntegerField(min_value=0, max_value=2**31 - 1, help_text="the version that was read")


class ScoreSerializer(serializers.Serializer[Score]):
    rung = serializers.CharField()
    accepted_exclusion = serializers.BooleanField()
    comment = serializers.CharField()
    flagged = serializers.BooleanField()
    version = serializers.IntegerField()
    updated_at = serializers.DateTimeField()


class ReleaseSerializer(serializers.Serializer[Any]):
    ordinal = serializers.IntegerField(
        min_value=1,
        max_value=MOST_READERS,
        allow_null=True,
        default=None,
        help_text="a colleague's blind reading, for administrators",
    )


class OpinionSerializer(serializers.Serializer[Any]):
    opinion = serializers.CharField(max_length=COMMENT_LIMIT, allow_blank=True, default="")


class DeterminationSerializer(ReasonSerializer):
    version = serializers.IntegerField(min_value=1, required=False, help_text="the filing's version that was read")


class AgreementSerializer(serializers.Serializer[Any]):
    expected = serializers.IntegerField(min_value=1, help_text="how many items are without a score and a flag")


FILTERS = [
    OpenApiParameter(name, description=words)
    for name, words in {
        "q": "part of the company's name (two characters suffice) or beginning of its credit code",
        "year": "of the round; the latest when absent",
        "state": "a state, or `all`; what is in the office's hands when absent",
        "authority": "code of an authority; for the ministry",
        "city": "GB/T 2260 code",
        "division": "C13–C43",
        "size": "large, medium, small or micro",
        "level": "claimed level",
        "gap": "stage found against the one claimed: lower, higher, same or far",
        "reviewer": "`mine`, `none`, or the number of a colleague",
        "waiting": "at least so many whole days since the last step",
        "flag": "`items` marked for correction, taken and left alone for longer than the lease (`lapsed`), or a credit `code` that fails its check",
        "figure": "counted in a figure of the annual summary: submitted, determined, confirmed, lowered, raised, up, same, down or new; with `state=all`",
        "triage": "expected difference of at least so much, 1 to 100; offices alone, as the next two",
        "why": "a reason to look at it: evidence, division, last_year, straight or copies",
        "texts": "number of a cluster of nearly equal texts",
    }.items()
]


class ReviewViewSet(viewsets.GenericViewSet[Filing]):
    """Filings in reach of an authority or the ministry. The ministry reads; the authority in charge writes."""

    serializer_class = QueueRowSerializer
    lookup_value_converter = "int"
    queryset = Filing._base_manager.none()

    @extend_schema(parameters=FILTERS, responses=QueueEntrySerializer(many=True))
    def list(self, request: Request) -> Response:
        form = QueueForm(request.query_params, actor=official())
        wanted = form.wanted()
        if form.errors:
            raise refusal_of(form)
        page = self.paginate_queryset(with_row(filter_queue(current_actor(), wanted))) or []
        return self.get_paginated_response([QueueEntrySerializer(filing).data for filing in page])

    @extend_schema(responses=BoardSerializer)
    def retrieve(self, request: Request, pk: int) -> Response:
        return _board(pk)

    @extend_schema(responses=ReviewChangeSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def changes(self, request: Request, pk: int) -> Response:
        """What changed when the filing was last handed in again; nothing while it was handed in once."""
        board = board_of(_filing(pk), official())
        rows = changes_in(board.filing, board.later, board.changed, Effort())
        return Response([ReviewChangeSerializer(row).data for row in rows])

    @extend_schema(request=ScoreChangeSerializer, responses=ScoreSerializer, parameters=KEYS)
    @action(detail=True, methods=["put"], url_path="items/<str:code>")
    def score(self, request: Request, pk: int, code: str) -> Response:
        """Keep one score; 409 with both texts when somebody saved first. Repeat safely with an Idempotency-Key."""
        typed = _typed(ScoreChangeSerializer, request)
        sent = sent_with(request)
        saved = scores.save_score(actor=official(), filing=_filing(pk), item_code=code, sent=sent, **typed)
        return Response(ScoreSerializer(saved).data)

    @extend_schema(request=AgreementSerializer, responses=BoardSerializer)
    @action(detail=True, methods=["post"])
    def agree(self, request: Request, pk: int) -> Response:
        """Agree with every item that has neither a score nor a flag."""
        return _step(pk, scores.agree_with_rest, _typed(AgreementSerializer, request))

    @extend_schema(request=None, responses=BoardSerializer)
    @action(detail=True, methods=["post"])
    def take(self, request: Request, pk: int) -> Response:
        return _step(pk, reviews.take_filing, {})

    @extend_schema(request=ReleaseSerializer, responses=BoardSerializer)
    @action(detail=True, methods=["post"])
    def release(self, request: Request, pk: int) -> Response:
        return _step(pk, reviews.release_filing, _typed(ReleaseSerializer, request))

    @extend_schema(request=ReasonSerializer, responses=BoardSerializer)
    @action(detail=True, methods=["post"], url_path="return")
    def send_to_enterprise(self, request: Request, pk: int) -> Response:
        """Return the flagged items for correction."""
        return _step(pk, reviews.return_filing, _typed(ReasonSerializer, request))

    @extend_schema(request=OpinionSerializer, responses=BoardSerializer)
    @action(detail=True, methods=["post"])
    def finish(self, request: Request, pk: int) -> Response:
        return _step(pk, reviews.finish_review, _typed(OpinionSerializer, request))

    @extend_schema(request=ReasonSerializer, responses=BoardSerializer)
    @action(detail=True, methods=["post"], url_path="send-back")
    def send_back(self, request: Request, pk: int) -> Response:
        return _step(pk, reviews.send_back, _typed(ReasonSerializer, request))

    @extend_schema(request=DeterminationSerializer, responses=BoardSerializer)
    @action(detail=True, methods=["post"])
    def determine(self, request: Request, pk: int) -> Response:
        return _step(pk, reviews.determine_filing, _typed(DeterminationSerializer, request))


def official() -> Actor:
    """For an enterprise none of this is there: it uses /api/v1/filings/."""
    actor = current_actor()
    if actor.side == Side.ENTERPRISE:
        raise Http404
    return actor


def _filing(pk: int) -> Filing:
    return filing_of(official(), pk)


def _typed(serializer: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    typed = serializer(data=request.data)
    typed.is_valid(raise_exception=True)
    return dict(typed.validated_data)


def _step(pk: int, service: Callable[..., object], fields: dict[str, Any]) -> Response:
    service(actor=official(), filing=_filing(pk), **fields)
    return _board(pk)


def _board(pk: int) -> Response:
    return Response(BoardSerializer(board_of(_filing(pk), official())).data)
