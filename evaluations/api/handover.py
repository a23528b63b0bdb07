"""A colleague leaves, or has left: what would move, and the act."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evaluations.handover_queries import Handover, handover_of
from evaluations.services.handover import hand_over
from portal.enums import Side
from portal.errors import NotPermitted
from portal.models import Membership
from portal.queries import visible_members
from portal.rules import may_manage_members
from portal.tenancy import current_actor


class HandoverSerializer(serializers.Serializer[Any]):
    chapters = serializers.IntegerField(help_text="of filings that are being filled in or corrected")
    mentions = serializers.IntegerField(help_text="comments in open threads that name the person")
    actions = serializers.IntegerField(help_text="of improvement plans, not done yet")


class HeirSerializer(serializers.Serializer[Any]):
    to = serializers.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        min_value=1,
        max_value=2**31 - 1,
        help_text="user who takes over; none when nothing is open",
    )


class HandoverView(APIView):
    @extend_schema(responses=HandoverSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """What the person still has to do."""
        member = _member(pk)
        if reason := may_manage_members(current_actor()):
            raise NotPermitted(reason)
        return _answer(handover_of(current_actor(), member.user_id))

    @extend_schema(request=HeirSerializer, responses=HandoverSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Give it to a colleague and end the membership, in one act."""
        member = _member(pk)
        typed = HeirSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        return _answer(hand_over(actor=current_actor(), membership=member, **typed.validated_data))


def _member(pk: int) -> Membership:
    if current_actor().side != Side.ENTERPRISE:
        raise Http404
    return get_object_or_404(visible_members(current_actor()), pk=pk)


def _answer(found: Handover) -> Response:
    return Response(HandoverSerializer(found.counts()).data)
