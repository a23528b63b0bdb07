"""A company's improvement plan for programs: the services of the page."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.api.explanations import TrialSerializer, WhatIfSerializer
from evaluations.enums import ActionState
from evaluations.explanation_queries import standpoint_of
from evaluations.filing_queries import own_filing
from evaluations.models import ImprovementAction, ImprovementPlan
from evaluations.plan_queries import PlanView, own_action, own_plan, view_plan, visible_plans
from evaluations.plans import Outcome, PlannedItem
from evaluations.services.plans import ActionChange, drop_action, restore_action, save_action, save_plan
from portal.api.parsers import ShallowJSONParser
from portal.api.repeats import KEYS
from portal.repeats import sent_with
from portal.tenancy import current_actor


class ActionSerializer(serializers.Serializer[ImprovementAction]):
    id = serializers.IntegerField(source="pk")
    item = serializers.CharField(source="item.code")
    from_rung = serializers.CharField()
    to_rung = serializers.CharField()
    add_evidence = serializers.BooleanField()
    owner = serializers.IntegerField(source="owner_id", allow_null=True, help_text="a member's user")
    owner_name = serializers.CharField(help_text="somebody outside the portal")
    due_on = serializers.DateField(allow_null=True)
    state = serializers.ChoiceField(choices=ActionState.choices)
    note = serializers.CharField()
    version = serializers.IntegerField(help_text="goes back with the next change")


class PlannedItemSerializer(serializers.Serializer[PlannedItem]):
    action = ActionSerializer()
    outcome = serializers.ChoiceField(
        choices=Outcome.choices, allow_null=True, help_text="against the next year's filing, once there is one"
    )


class PlanSerializer(serializers.Serializer[ImprovementPlan]):
    id = serializers.IntegerField(source="pk")
    filing = serializers.IntegerField(source="filing_id")
    year = serializers.IntegerField(source="filing.round.year")
    target_level = serializers.CharField(help_text="the stage it opens when all is done; empty for none")
    updated_at = serializers.DateTimeField()


class PlanViewSerializer(serializers.Serializer[PlanView]):
    plan = PlanSerializer()
    items = PlannedItemSerializer(many=True)
    if_done = TrialSerializer()


class ActionChangeSerializer(serializers.Serializer[Any]):
    """The header Idempotency-Key makes a repeated send harmless."""

    state = serializers.ChoiceField(choices=[c for c in ActionState.choices if c[0] != ActionState.DROPPED])
    owner = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1, max_value=2**31 - 1)
    owner_name = serializers.CharField(required=False, allow_blank=True, default="", max_length=60)
    due_on = serializers.DateField(required=False, allow_null=True, default=None)
    note = serializers.CharField(required=False, allow_blank=True, default="")
    version = serializers.IntegerField(min_value=0, max_value=2**31 - 1)

    def change(self) -> ActionChange:
        return ActionChange(**{name: value for name, value in self.validated_data.items() if name != "version"})


class PlanViewSet(viewsets.GenericViewSet[ImprovementPlan]):
    """The company's own plans; no official reads them."""

    serializer_class = PlanSerializer
    parser_classes = (ShallowJSONParser, MultiPartParser)
    lookup_value_converter = "int"
    queryset = ImprovementPlan._base_manager.none()

    @extend_schema(responses=PlanSerializer(many=True), filters=False)
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(visible_plans(current_actor())) or []
        return self.get_paginated_response([PlanSerializer(plan).data for plan in page])

    @extend_schema(responses=PlanViewSerializer)
    def retrieve(self, request: Request, pk: int) -> Response:
        """Every action, what becomes of the stage when all are done, and whether the next filing keeps it."""
        return Response(PlanViewSerializer(view_plan(current_actor(), own_plan(current_actor(), pk))).data)

    @extend_schema(request=WhatIfSerializer, responses=PlanSerializer)
    def save(self, request: Request, filing: int) -> Response:
        """Keep the improvements among these changes as the filing's plan; one that exists is added to."""
        found = own_filing(current_actor(), filing)
        typed = WhatIfSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        saved = save_plan(actor=current_actor(), filing=found, changes=typed.read(standpoint_of(found)))
        return Response(PlanSerializer(saved.plan).data)


class PlanActionViewSet(viewsets.GenericViewSet[ImprovementAction]):
    """One action of a plan."""

    serializer_class = ActionSerializer
    pagination_class = None
    parser_classes = (ShallowJSONParser, MultiPartParser)
    lookup_value_converter = "int"
    queryset = ImprovementAction._base_manager.none()

    @extend_schema(responses=ActionSerializer)
    def retrieve(self, request: Request, pk: int) -> Response:
        return Response(ActionSerializer(own_action(current_actor(), pk)).data)

    @extend_schema(request=ActionChangeSerializer, responses=ActionSerializer, parameters=KEYS)
    def update(self, request: Request, pk: int) -> Response:
        """Owner, day, state and note; 409 with both texts when somebody saved first."""
        found = own_action(current_actor(), pk)
        typed = ActionChangeSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        saved = save_action(
            actor=current_actor(),
            action=found,
            change=typed.change(),
            version=typed.validated_data["version"],
            sent=sent_with(request),
        )
        return Response(ActionSerializer(saved).data)

    @extend_schema(responses={200: ActionSerializer})
    def destroy(self, request: Request, pk: int) -> Response:
        """Drop it; `restore` takes it back."""
        dropped = drop_action(actor=current_actor(), action=own_action(current_actor(), pk))
        return Response(ActionSerializer(dropped).data)

    @extend_schema(request=None, responses=ActionSerializer)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: int) -> Response:
        """Take a dropped action back."""
        back = restore_action(actor=current_actor(), action=own_action(current_actor(), pk))
        return Response(ActionSerializer(back).data)
