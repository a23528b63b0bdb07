"""One step with many filings, for programs: the services of the pages."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.bulk_queries import Chosen, job_of, outcomes_of, visible_steps
from evaluations.bulk_rules import MOST_FILINGS, ended_at
from evaluations.distribution_queries import Distribution, Share, plan_distribution
from evaluations.enums import BulkKind, LineOutcome
from evaluations.models import BulkStep
from evaluations.review_forms import QueueForm
from evaluations.review_rules import COMMENT_LIMIT
from evaluations.services.bulk import Typed, refuse_many, start_bulk, undo_bulk
from portal.enums import Side
from portal.forms.errors import refusal_of
from portal.tenancy import Actor, current_actor


class ChoiceSerializer(serializers.Serializer[Any]):
    """Which filings are meant, and to distribute them, among whom."""

    filter = serializers.DictField(
        child=serializers.CharField(allow_blank=True, max_length=60),
        default=dict,
        help_text="as the parameters of GET /reviews/; empty: what is in the office's hands",
    )
    filings = serializers.ListField(
        child=serializers.IntegerField(min_value=1),
        allow_null=True,
        default=None,
        max_length=MOST_FILINGS,
        help_text="some of them; null: all",
    )
    people = serializers.ListField(
        child=serializers.IntegerField(min_value=1),
        allow_null=True,
        default=None,
        max_length=1000,
        help_text="to distribute: among these reviewers of your office; null: all",
    )

    def chosen(self, actor: Actor) -> Chosen:
        """Of valid data."""
        form = QueueForm(self.validated_data["filter"], actor=actor)
        wanted, keys = form.wanted(), self.validated_data["filings"]
        if form.errors:
            raise refusal_of(form)
        return Chosen(wanted, None if keys is None else tuple(keys))

    def among(self) -> tuple[int, ...] | None:
        people = self.validated_data["people"]
        return None if people is None else tuple(people)


class BulkRequestSerializer(ChoiceSerializer):
    step = serializers.ChoiceField(choices=BulkKind.choices)
    expected = serializers.IntegerField(
        min_value=1, help_text="how many filings you mean; refused when it is not that many"
    )
    key = serializers.CharField(max_length=40, help_text="yours: the same key again returns the first step")
    reason = serializers.CharField(max_length=COMMENT_LIMIT, allow_blank=True, default="")
    until = serializers.DateField(allow_null=True, default=None, help_text="of an extension: the new last day")
    assignee = serializers.IntegerField(
        min_value=1, allow_null=True, default=None, help_text="a reviewer of your office"
    )
    seen = serializers.CharField(
        max_length=4000,
        allow_blank=True,
        default="",
        help_text="to distribute: as the preview gave it; refused when the numbers are others by now",
    )


class ShareSerializer(serializers.Serializer[Share]):
    person = serializers.IntegerField()
    name = serializers.CharField()
    load = serializers.IntegerField(help_text="filings in hand now")
    gets = serializers.IntegerField()
    known = serializers.IntegerField(help_text="of these, in divisions that they have reviewed before")


class ImpossibleSerializer(serializers.Serializer[Any]):
    filing = serializers.IntegerField()
    company = serializers.CharField()
    why = serializers.CharField()


class DistributionSerializer(serializers.Serializer[Distribution]):
    """Who would get how many; `seen` goes back with the step."""

    shares = ShareSerializer(many=True)
    seen = serializers.CharField()
    given = serializers.SerializerMethodField(help_text="how many filings")
    impossible = serializers.SerializerMethodField(help_text="the first of those that nobody may review")

    def get_given(self, plan: Distribution) -> int:
        return len(plan.given)

    @extend_schema_field(ImpossibleSerializer(many=True))
    def get_impossible(self, plan: Distribution) -> Any:
        rows = [{"filing": filing.pk, "company": filing.company, "why": why} for filing, why in plan.explained]
        return ImpossibleSerializer(rows, many=True).data


class BulkStepSerializer(serializers.Serializer[BulkStep]):
    id = serializers.IntegerField(source="pk")
    step = serializers.ChoiceField(choices=BulkKind.choices, source="kind")
    job = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    ended_at = serializers.SerializerMethodField()
    undone_at = serializers.DateTimeField(allow_null=True)
    outcomes = serializers.SerializerMethodField()

    def get_ended_at(self, step: BulkStep) -> str | None:
        ended = ended_at(step, job_of(step))
        return ended.isoformat() if ended else None

    def get_job(self, step: BulkStep) -> int | None:
        job = job_of(step)
        return job.pk if job else None

    def get_outcomes(self, step: BulkStep) -> dict[LineOutcome, int]:
        return outcomes_of(step)


class BulkViewSet(viewsets.GenericViewSet[BulkStep]):
    serializer_class = BulkStepSerializer
    lookup_value_converter = "int"
    queryset = BulkStep._base_manager.none()

    @extend_schema(request=BulkRequestSerializer, responses={202: BulkStepSerializer})
    def create(self, request: Request) -> Response:
        """Promise the step; the job does it filing by filing."""
        actor = _office()
        typed = BulkRequestSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        data = typed.validated_data
        fields = {name: data[name] for name in ("expected", "key", "reason", "assignee", "until", "seen")}
        wanted = Typed(BulkKind(data["step"]), people=typed.among(), **fields)
        step = start_bulk(actor=actor, chosen=typed.chosen(actor), typed=wanted)
        return Response(BulkStepSerializer(step).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(request=ChoiceSerializer, responses=DistributionSerializer)
    def distribution(self, request: Request) -> Response:
        """Who would get how many, and which ones nobody may review; nothing is kept."""
        actor, typed = _office(), ChoiceSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        chosen = typed.chosen(actor)
        refuse_many(chosen.filings(actor, BulkKind.DISTRIBUTE).count())
        return Response(DistributionSerializer(plan_distribution(actor, chosen, typed.among())).data)

    @extend_schema(responses=BulkStepSerializer)
    def retrieve(self, request: Request, pk: int) -> Response:
        return Response(BulkStepSerializer(_step(pk)).data)

    @extend_schema(request=None, responses={202: BulkStepSerializer})
    def undo(self, request: Request, pk: int) -> Response:
        """Within ten minutes after it ended."""
        step = undo_bulk(actor=_office(), step=_step(pk))
        return Response(BulkStepSerializer(step).data, status=status.HTTP_202_ACCEPTED)


def _office() -> Actor:
    actor = current_actor()
    if actor.side != Side.AUTHORITY:
        raise Http404
    return actor


def _step(pk: int) -> BulkStep:
    step: BulkStep = get_object_or_404(visible_steps(_office()), pk=pk)
    return step
