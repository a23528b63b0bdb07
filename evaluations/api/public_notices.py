"""Public notices and certificates for everybody's programs, and a company's own certificates."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evaluations.api.publication_serializers import NoticeEntrySerializer, ObjectorSerializer, PublicNoticeSerializer
from evaluations.certificate_queries import certificate_state, visible_certificates
from evaluations.enums import CertificateState, ObjectionState
from evaluations.models import Certificate
from evaluations.public_notice_queries import (
    READER,
    Received,
    listed_notices,
    read_entry,
    read_notice,
    read_received,
    shown_entries,
)
from evaluations.services.certificate_checks import CheckedCertificate, check_certificate
from evaluations.services.objections import look_for_objection, receive_objection
from portal.accounts import client_address
from portal.enums import Side
from portal.tenancy import current_actor, scope

_NO_STORE = {"Cache-Control": "no-store"}


class ReceivedSerializer(serializers.Serializer[Received]):
    """That it arrived, and whether it was answered; nothing of what was written."""

    reference = serializers.CharField(help_text="keep it: it asks again later")
    received_on = serializers.DateField()
    state = serializers.ChoiceField(choices=ObjectionState.choices)


class CertificateSerializer(serializers.Serializer[Certificate]):
    id = serializers.IntegerField(source="pk")
    filing = serializers.IntegerField(source="filing_id")
    year = serializers.IntegerField(source="filing.round.year")
    number = serializers.CharField()
    code = serializers.CharField(help_text="printed on it; asked for with its number")
    level = serializers.CharField()
    stage_zh = serializers.CharField()
    stage_en = serializers.CharField()
    authority_name = serializers.CharField()
    issued_on = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True, help_text="null: without an end")
    state = serializers.SerializerMethodField()
    revoked_reason = serializers.CharField()
    file = serializers.IntegerField(source="file_id", allow_null=True, help_text="null while it is being printed")

    def get_state(self, row: Certificate) -> CertificateState:
        return certificate_state(row, timezone.localdate())


class CertificateCheckSerializer(serializers.Serializer[Any]):
    number = serializers.CharField(max_length=48, help_text="as on the certificate")
    code = serializers.CharField(max_length=24, help_text="ten letters and digits; hyphens do not matter")


class CheckedCertificateSerializer(serializers.Serializer[CheckedCertificate]):
    """What the certificate says and what it is worth today; not why it was revoked."""

    number = serializers.CharField()
    company = serializers.CharField()
    year = serializers.IntegerField()
    stage_zh = serializers.CharField()
    stage_en = serializers.CharField()
    standard_zh = serializers.CharField()
    standard_en = serializers.CharField()
    authority = serializers.CharField()
    issued_on = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True)
    state = serializers.ChoiceField(choices=CertificateState.choices)
    revoked_on = serializers.DateField(allow_null=True)


class PublicNoticeViewSet(viewsets.GenericViewSet[Any]):
    """What everybody may read, without signing in."""

    permission_classes = (AllowAny,)
    serializer_class = PublicNoticeSerializer

    @extend_schema(
        parameters=[
            OpenApiParameter("authority", description="code of an authority"),
            OpenApiParameter("year", int, description="of the round"),
        ],
        responses=PublicNoticeSerializer(many=True),
        auth=[],
    )
    def rows(self, request: Request) -> Response:
        authority, year = request.query_params.get("authority", ""), request.query_params.get("year", "")
        with scope(READER):
            notices = listed_notices()
            notices = notices.filter(authority__code=authority.replace("\x00", "")) if authority else notices
            if year:
                notices = notices.filter(
                    round__year=int(year) if year.isascii() and year.isdigit() and len(year) < 5 else 0
                )
            page = self.paginate_queryset(notices) or []
            return self.get_paginated_response([PublicNoticeSerializer(notice).data for notice in page])

    @extend_schema(responses=PublicNoticeSerializer, auth=[])
    def one(self, request: Request, pk: int) -> Response:
        return Response(PublicNoticeSerializer(read_notice(pk)).data)

    @extend_schema(
        parameters=[OpenApiParameter("q", description="part of a company's name")],
        responses=NoticeEntrySerializer(many=True),
        auth=[],
    )
    def entries(self, request: Request, pk: int) -> Response:
        sought = request.query_params.get("q", "").replace("\x00", "").strip()[:60]
        notice = read_notice(pk)
        with scope(READER):
            entries = shown_entries().filter(notice=notice, company__icontains=sought)
            page = self.paginate_queryset(entries) or []
            return self.get_paginated_response([NoticeEntrySerializer(entry).data for entry in page])

    @extend_schema(request=ObjectorSerializer, responses={201: ReceivedSerializer}, auth=[])
    def object(self, request: Request, pk: int, entry: int) -> Response:
        """Until the last day; 429 after 20 objections an hour from one address."""
        typed = ObjectorSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        found, address = read_entry(pk, entry), str(client_address(request._request))
        with scope(READER) as actor:
            kept = receive_objection(actor=actor, address=address, notice_id=pk, entry_id=found.pk, said=typed.said())
        return Response(ReceivedSerializer(read_received(kept.reference)).data, status=201, headers=_NO_STORE)

    @extend_schema(responses=ReceivedSerializer, auth=[])
    def received(self, request: Request, reference: str) -> Response:
        """Whether an objection was answered; 429 after 120 looks an hour from one address."""
        found = look_for_objection(address=str(client_address(request._request)), reference=reference)
        return Response(ReceivedSerializer(found).data, headers=_NO_STORE)


class CertificateViewSet(viewsets.GenericViewSet[Any]):
    serializer_class = CertificateSerializer

    @extend_schema(responses=CertificateSerializer(many=True))
    def rows(self, request: Request) -> Response:
        """The company's own, of all years."""
        if current_actor().side != Side.ENTERPRISE:
            raise Http404
        page = self.paginate_queryset(visible_certificates(current_actor())) or []
        return self.get_paginated_response([CertificateSerializer(row).data for row in page])


class CertificateCheckView(APIView):
    permission_classes = (AllowAny,)

    @extend_schema(request=CertificateCheckSerializer, responses=CheckedCertificateSerializer, auth=[])
    def post(self, request: Request) -> Response:
        """404 alike for an unknown number and a wrong code; 429 after 120 checks an hour from one address."""
        typed = CertificateCheckSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        found = check_certificate(address=str(client_address(request._request)), **typed.validated_data)
        if found is None:
            raise NotFound(
                _("No certificate has this number with this code. Compare both with the certificate, letter by letter.")
            )
        return Response(CheckedCertificateSerializer(found).data, headers=_NO_STORE)
