"""Why a filing stands where it stands, and what would become of it, for programs."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.api.serializers import TextSerializer
from evaluations.explanation import Explanation, Step
from evaluations.explanation_queries import Grounds, Standpoint, standpoint_of
from evaluations.filing_queries import filing_of, own_filing
from evaluations.peer_queries import Peers, peers_of
from evaluations.scoring import NO_ANSWER, Answer, RefusedAnswers
from evaluations.services.explanations import request_explanation
from evaluations.services.plans import refusal_of_answers
from evaluations.what_if import Trial, try_changes
from portal.api.jobs import JobSerializer
from portal.api.parsers import ShallowJSONParser
from portal.tenancy import current_actor


class ChangeSerializer(serializers.Serializer[Any]):
    """One item on trial; what is left out stays as it is."""

    item = serializers.CharField(max_length=40)
    rung = serializers.CharField(max_length=20, required=False, allow_blank=True, help_text="empty: no answer")
    evidence = serializers.IntegerField(required=False, min_value=0, max_value=10_000, help_text="number of files")


class WhatIfSerializer(serializers.Serializer[Any]):
    changes = serializers.ListField(child=ChangeSerializer(), max_length=2000)

    def read(self, found: Standpoint) -> dict[str, Answer]:
        """The trial answers by item."""
        rows: list[dict[str, Any]] = self.validated_data["changes"]
        return {row["item"]: _answer(found.answers.get(row["item"], NO_ANSWER), row) for row in rows}


class StepSerializer(serializers.Serializer[Step]):
    item = serializers.CharField(source="item.code")
    title = TextSerializer(source="item.title")
    from_rung = serializers.CharField(help_text="empty: no answer")
    to_rung = serializers.CharField()
    add_evidence = serializers.BooleanField()
    descriptor = TextSerializer(allow_null=True, help_text="what the rung aimed at means for this item")
    guidance = TextSerializer(source="item.guidance", allow_null=True)
    evidence = TextSerializer(source="item.evidence", many=True, help_text="evidence that helps")


class WaySerializer(serializers.Serializer[Any]):
    steps = StepSerializer(many=True)
    exact = serializers.BooleanField(help_text="proved to be the least")
    at_least = serializers.IntegerField(help_text="so many items must change at least")


class ContradictionSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    blocking = serializers.BooleanField()
    text = TextSerializer()


class LevelSerializer(serializers.Serializer[Any]):
    level = serializers.CharField(source="stage.code")
    reached = serializers.BooleanField()
    gates = serializers.JSONField(
        help_text="each with requirement and finding in both languages, and whether it is met"
    )


class ExplanationSerializer(serializers.Serializer[Explanation]):
    """The same as the result page: every stage's gates, the shortest way up with guidance, doubts."""

    level = serializers.CharField(source="stage.code", default="")
    next_level = serializers.CharField(source="next_stage.code", default="")
    levels = LevelSerializer(many=True)
    way = WaySerializer(
        allow_null=True, help_text="null at the top, and when no change of answers opens the next stage or band"
    )
    barred = serializers.BooleanField(help_text="a next stage exists and no change of answers opens it")
    contradictions = ContradictionSerializer(many=True)
    missing_evidence = serializers.SerializerMethodField()
    band = TextSerializer(allow_null=True)
    next_band = TextSerializer(allow_null=True, help_text="where the standard has no levels: what the way leads to")

    def get_missing_evidence(self, explanation: Explanation) -> list[str]:
        return [item.code for item in explanation.missing_evidence]


class PeersSerializer(serializers.Serializer[Peers]):
    """Medians of the same round, standard, division and size class; `n` is 0 and nothing told below five."""

    n = serializers.IntegerField(help_text="filings counted, the own among them")
    division = serializers.CharField(source="division.code")
    size = serializers.CharField()
    medians = serializers.DictField(child=serializers.DecimalField(max_digits=12, decimal_places=4))
    counted_at = serializers.DateTimeField(allow_null=True)


class GroundsSerializer(serializers.Serializer[Grounds]):
    """In the officials' own words; either may be empty."""

    opinion = serializers.CharField(help_text="the reviewer's, of the whole")
    reason = serializers.CharField(help_text="of the determination")


class ExplainedSerializer(serializers.Serializer[Any]):
    explanation = ExplanationSerializer()
    grounds = GroundsSerializer(allow_null=True, help_text="null before the determination")
    peers = PeersSerializer()


class TrialSerializer(serializers.Serializer[Trial]):
    level_before = serializers.CharField(source="before.code", default="")
    level_after = serializers.CharField(source="after.code", default="")
    total_before = serializers.CharField()
    total_after = serializers.CharField()
    changes = serializers.ListField(child=serializers.CharField(), help_text="items that differ")
    improvements = serializers.ListField(child=serializers.CharField(), help_text="items a plan can promise")
    missing = serializers.JSONField(help_text="gates that still bar the stage above")
    result = serializers.SerializerMethodField()

    def get_result(self, trial: Trial) -> dict[str, Any]:
        """The engine's whole result of the trial."""
        return trial.result.as_dict()


class ExplanationViewSet(viewsets.GenericViewSet[Any]):
    """For whoever may read the filing; nothing is stored."""

    serializer_class = ExplainedSerializer
    pagination_class = None
    parser_classes = (ShallowJSONParser, MultiPartParser)

    @extend_schema(responses=ExplainedSerializer)
    def explain(self, request: Request, filing: int) -> Response:
        """A draft as it stands, a submitted filing by its kept result, a determined one by the authority's."""
        row = filing_of(current_actor(), filing)
        found = standpoint_of(row, current_actor().side)
        explained = {"explanation": found.explanation, "grounds": found.grounds, "peers": peers_of(row)}
        return Response(ExplainedSerializer(explained).data)

    @extend_schema(request=None, responses={202: JobSerializer})
    def print_out(self, request: Request, filing: int) -> Response:
        """The enterprise's own: a job prints the explanation as a PDF; see jobs/{id}/file/."""
        actor = current_actor()
        return Response(
            JobSerializer(request_explanation(actor=actor, filing=own_filing(actor, filing))).data, status=202
        )

    @extend_schema(request=WhatIfSerializer, responses=TrialSerializer)
    def try_out(self, request: Request, filing: int) -> Response:
        """What would become of the stage if these items changed."""
        found = standpoint_of(filing_of(current_actor(), filing))
        typed = WhatIfSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        try:
            trial = try_changes(found.definition, found.answers, typed.read(found))
        except RefusedAnswers as error:
            raise refusal_of_answers(error) from error
        return Response(TrialSerializer(trial).data)


def _answer(now: Answer, sent: dict[str, Any]) -> Answer:
    return Answer(sent.get("rung", now.rung or "") or None, sent.get("evidence", now.evidence))
