"""How an authority goes about a round, for programs: the service of the page."""

from decimal import Decimal
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evaluations.models import Round
from evaluations.models.authority_rounds import (
    COMPLETION_DAYS,
    MOST_COMPLETION_DAYS,
    MOST_LEASE_DAYS,
    MOST_NOTICE_DAYS,
    MOST_VALIDITY_YEARS,
)
from evaluations.procedure import Procedure, procedure_of
from evaluations.queries import authority_round_at
from evaluations.services.authority_rounds import set_authority_round
from portal.enums import Side, SizeClass
from portal.tenancy import Actor, current_actor


class ProcedureSerializer(serializers.Serializer[Any]):
    """Days are Asia/Shanghai and last to their end; `version` is 0 where nothing was set."""

    formal_check = serializers.BooleanField()
    notice_days = serializers.IntegerField(
        min_value=1, max_value=MOST_NOTICE_DAYS, allow_null=True, help_text="working days; null: no public notice"
    )
    validity_years = serializers.IntegerField(
        min_value=1, max_value=MOST_VALIDITY_YEARS, allow_null=True, help_text="of a certificate; null: without end"
    )
    completion_days = serializers.IntegerField(
        min_value=1,
        max_value=MOST_COMPLETION_DAYS,
        allow_null=True,
        default=COMPLETION_DAYS,
        help_text="working days to complete what was returned at the formal check; null: no last day",
    )
    lease_days = serializers.IntegerField(
        min_value=1,
        max_value=MOST_LEASE_DAYS,
        allow_null=True,
        default=None,
        help_text="days without a score after which a filing that a reviewer took is free again; null: never",
    )
    readers = serializers.IntegerField(
        min_value=1, max_value=2, default=1, help_text="of each filing, blind to each other"
    )
    reading_threshold = serializers.DecimalField(
        max_digits=5,
        decimal_places=2,
        min_value=Decimal(0),
        allow_null=True,
        default=None,
        help_text="points of the total by which two readers may differ without a third; null: by any",
    )
    blind = serializers.BooleanField(
        default=False,
        help_text="outside experts are not told who the company is; its own texts and files cannot be masked",
    )
    check_by = serializers.DateField(allow_null=True)
    city_by = serializers.DateField(
        allow_null=True, default=None, help_text="last day of the city bureaus' first review; null: they have none"
    )
    city_divisions = serializers.ListField(
        child=serializers.CharField(max_length=4), default=list, max_length=40, help_text="GB/T 4754; empty: all"
    )
    city_sizes = serializers.ListField(
        child=serializers.ChoiceField(choices=SizeClass.choices), default=list, help_text="empty: all"
    )
    review_by = serializers.DateField(allow_null=True)
    determine_by = serializers.DateField(allow_null=True)
    publish_by = serializers.DateField(allow_null=True)
    version = serializers.IntegerField(min_value=0, max_value=2**31 - 1, help_text="the version that was read")


class ProcedureView(APIView):
    @extend_schema(responses=ProcedureSerializer)
    def get(self, request: Request, year: int) -> Response:
        """Of the office in charge of the caller."""
        actor, yearly_round = _local(), get_object_or_404(Round, year=year)
        known = authority_round_at(actor.path, yearly_round)
        values = {name: getattr(procedure_of(known), name) for name in Procedure.__dataclass_fields__}
        return Response(ProcedureSerializer(values | {"version": known.version if known else 0}).data)

    @extend_schema(request=ProcedureSerializer, responses=ProcedureSerializer)
    def put(self, request: Request, year: int) -> Response:
        """Set the whole of it; 409 with both when somebody saved first."""
        typed = ProcedureSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        version = typed.validated_data.pop("version")
        yearly_round = get_object_or_404(Round, year=year)
        listed = {name: tuple(typed.validated_data[name]) for name in ("city_divisions", "city_sizes")}
        wanted = Procedure(**typed.validated_data | listed)
        set_authority_round(actor=current_actor(), yearly_round=yearly_round, wanted=wanted, version=version)
        return self.get(request, year)


def _local() -> Actor:
    """The ministry has no authority above it."""
    actor = current_actor()
    if actor.side == Side.MINISTRY:
        raise Http404
    return actor
