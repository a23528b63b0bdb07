"""Where the office stands, for programs: the figures of the desk."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evaluations import desk_queries as desk_of
from evaluations.enums import FilingState
from evaluations.procedure import procedure_of
from evaluations.procedure_chart import reachable
from evaluations.queries import authority_round_at, current_round
from portal.enums import Side
from portal.tenancy import current_actor


class FunnelSerializer(serializers.Serializer[desk_of.FunnelStep]):
    state = serializers.ChoiceField(choices=FilingState.choices)
    count = serializers.IntegerField()
    oldest = serializers.DateTimeField(allow_null=True, help_text="the earliest step into this state")


class DaySerializer(serializers.Serializer[desk_of.Day]):
    day = serializers.DateField()
    received = serializers.IntegerField()
    determined = serializers.IntegerField()


class LoadSerializer(serializers.Serializer[Any]):
    reviewer = serializers.CharField()
    filings = serializers.IntegerField(help_text="under their review")


class AgeSerializer(serializers.Serializer[Any]):
    up_to_days = serializers.IntegerField(allow_null=True, help_text="null: longer than the one before")
    filings = serializers.IntegerField()


class ForecastSerializer(serializers.Serializer[desk_of.Forecast]):
    left = serializers.IntegerField()
    per_day = serializers.FloatField(help_text="determinations a day, of the last 14")
    done_on = serializers.DateField(allow_null=True, help_text="at that pace; null: at none")
    due_on = serializers.DateField()
    in_time = serializers.BooleanField()


class AppealsSerializer(serializers.Serializer[Any]):
    year = serializers.IntegerField()
    appeals = serializers.IntegerField()


class ObjectionsSerializer(serializers.Serializer[Any]):
    notice = serializers.IntegerField()
    title = serializers.CharField()
    objections = serializers.IntegerField()


class DeskSerializer(serializers.Serializer[Any]):
    year = serializers.IntegerField()
    funnel = FunnelSerializer(many=True)
    ages = AgeSerializer(many=True)
    load = LoadSerializer(many=True)
    last_days = DaySerializer(many=True)
    forecast = ForecastSerializer()
    appeals_waiting = AppealsSerializer(
        many=True, help_text="for an answer, of all rounds; empty but for an authority's approvers and administrators"
    )
    objections_waiting = ObjectionsSerializer(
        many=True, help_text="for an answer, by public notice; empty but for the same"
    )


class DeskView(APIView):
    @extend_schema(responses=DeskSerializer)
    def get(self, request: Request) -> Response:
        """Of the latest round, within the office's reach; 404 before the first one."""
        actor, yearly = current_actor(), current_round()
        if actor.side != Side.AUTHORITY or yearly is None:
            raise Http404
        procedure, now = procedure_of(authority_round_at(actor.path, yearly)), timezone.now()
        funnel = desk_of.funnel_of(actor, yearly, reachable(procedure.flow))
        days = desk_of.last_days_of(actor, yearly, timezone.localdate())
        ages = zip((*desk_of.AGE_LIMITS, None), desk_of.ages_of(actor, yearly, now), strict=True)
        contested = desk_of.contested_of(actor)
        desk = {
            "appeals_waiting": [{"year": year, "appeals": count} for year, count in contested.appeals],
            "objections_waiting": [
                {"notice": pk, "title": title, "objections": count} for pk, title, count in contested.objections
            ],
            "year": yearly.year,
            "funnel": funnel,
            "ages": [{"up_to_days": limit, "filings": count} for limit, count in ages],
            "load": [{"reviewer": name, "filings": count} for name, count in desk_of.load_of(actor, yearly)],
            "last_days": days,
            "forecast": desk_of.forecast_of(funnel, days, procedure.determine_by or yearly.summary_due_on),
        }
        return Response(DeskSerializer(desk).data)
