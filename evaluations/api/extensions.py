"""One company's last day in a round, for programs: the services of the page."""

from datetime import date
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evaluations.extension_queries import extension_at, filing_in, find_company
from evaluations.extension_rules import last_day_with, may_be_extended
from evaluations.last_days import latest_extension
from evaluations.models import Extension, Round
from evaluations.review_rules import COMMENT_LIMIT
from evaluations.services.extensions import give_extension, take_back_extension
from portal.enums import Side
from portal.models import Organisation
from portal.tenancy import Actor, current_actor


class ExtensionSerializer(serializers.Serializer[Any]):
    """Days are Asia/Shanghai and last to their end; `version` is 0 where nothing was ever given."""

    last_day = serializers.DateField(allow_null=True, help_text="in force; null: nothing can be extended now")
    latest = serializers.DateField(help_text="until when it can be extended")
    until = serializers.DateField(allow_null=True, help_text="the extension's day; null: none in force")
    reason = serializers.CharField()
    version = serializers.IntegerField()


class TakeBackSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=COMMENT_LIMIT, help_text="the company reads it")
    version = serializers.IntegerField(min_value=0, max_value=2**31 - 1, help_text="the version that was read")


class GiveSerializer(TakeBackSerializer):
    until = serializers.DateField()


class ExtensionView(APIView):
    @extend_schema(responses=ExtensionSerializer)
    def get(self, request: Request, year: int, pk: int) -> Response:
        """What holds for the company; it reads its own."""
        actor = current_actor()
        if actor.side == Side.MINISTRY:
            raise Http404
        company, yearly_round = find_company(actor, pk), get_object_or_404(Round, year=year)
        return Response(_shown(company, yearly_round))

    @extend_schema(request=GiveSerializer, responses=ExtensionSerializer)
    def put(self, request: Request, year: int, pk: int) -> Response:
        """Give the company a later last day, by an approver; 409 when a colleague was first."""
        typed = GiveSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        company, yearly_round = _asked(year, pk)
        give_extension(actor=_office(), company=company, yearly_round=yearly_round, **typed.validated_data)
        return Response(_shown(company, yearly_round))


class ExtensionTakeBackView(APIView):
    @extend_schema(request=TakeBackSerializer, responses=ExtensionSerializer)
    def post(self, request: Request, year: int, pk: int) -> Response:
        """Take the extension back, by an approver."""
        typed = TakeBackSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        company, yearly_round = _asked(year, pk)
        take_back_extension(actor=_office(), company=company, yearly_round=yearly_round, **typed.validated_data)
        return Response(_shown(company, yearly_round))


def _asked(year: int, pk: int) -> tuple[Organisation, Round]:
    return find_company(_office(), pk), get_object_or_404(Round, year=year)


def _office() -> Actor:
    actor = current_actor()
    if actor.side != Side.AUTHORITY:
        raise Http404
    return actor


def _shown(company: Organisation, yearly_round: Round) -> dict[str, date | str | int | None]:
    filing, known = filing_in(company, yearly_round), extension_at(current_actor(), company.pk, yearly_round)
    known = known or Extension(version=0)
    fields = {
        "last_day": None if may_be_extended(yearly_round, filing) else last_day_with(yearly_round, filing),
        "latest": latest_extension(yearly_round, filing),
        "until": known.until,
        "reason": known.reason,
        "version": known.version,
    }
    return dict(ExtensionSerializer(fields).data)
