"""Checking a receipt, open to everybody; the same answer as the page."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evaluations.enums import ReceiptState
from evaluations.services.receipt_checks import CheckedReceipt, check_receipt
from portal.accounts import client_address


class ReceiptCheckSerializer(serializers.Serializer[Any]):
    number = serializers.CharField(max_length=40, help_text="as on the receipt")
    code = serializers.CharField(max_length=24, help_text="ten letters and digits; hyphens do not matter")
    content_hash = serializers.CharField(max_length=200, default="", allow_blank=True, help_text="SHA-256 to compare")


class CheckedReceiptSerializer(serializers.Serializer[CheckedReceipt]):
    """Neither the enterprise nor its stage: filed, which submission, when, and what became of it."""

    number = serializers.CharField()
    ordinal = serializers.IntegerField(help_text="1 for the first submission of the filing")
    submitted_at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=ReceiptState.choices)
    same_content = serializers.BooleanField(allow_null=True, help_text="null when no hash was sent")


class ReceiptCheckView(APIView):
    permission_classes = (AllowAny,)

    @extend_schema(request=ReceiptCheckSerializer, responses=CheckedReceiptSerializer, auth=[])
    def post(self, request: Request) -> Response:
        """404 alike for an unknown number and a wrong code; 429 after 120 checks an hour from one address."""
        typed = ReceiptCheckSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        found = check_receipt(address=str(client_address(request._request)), **typed.validated_data)
        if found is None:
            raise NotFound(
                _("No receipt has this number with this code. Compare both with the receipt, letter by letter.")
            )
        return Response(CheckedReceiptSerializer(found).data, headers={"Cache-Control": "no-store"})
