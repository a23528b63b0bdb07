"""An enterprise registers itself through a program; the same service and the same limit as the page."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.accounts import client_address
from portal.api.enterprises import EnterpriseProfileSerializer, EnterpriseSerializer
from portal.errors import Refused
from portal.services.registration import register_with_account

ACCOUNT = ("display_name", "username", "email", "password")


class RegistrationSerializer(EnterpriseProfileSerializer):
    """The enterprise as typed, and the account of its first person; the service reads and judges both."""

    credit_code = serializers.CharField(max_length=40, help_text="unified social credit code, 18 characters")
    code_confirmed = serializers.BooleanField(
        default=False, help_text="a check character that fails was compared with the licence"
    )
    authority = serializers.CharField(
        max_length=6, default="", allow_blank=True, help_text="where two may answer for a place: 650000 or XPCC"
    )
    display_name = serializers.CharField(max_length=60)
    username = serializers.CharField(max_length=150)
    email = serializers.EmailField(help_text="a link to confirm it is sent there")
    password = serializers.CharField(max_length=200, trim_whitespace=False, write_only=True)
    entitled = serializers.BooleanField(help_text="true: entitled to register and to sign for the enterprise")

    def validate_entitled(self, entitled: bool) -> bool:
        if not entitled:
            raise serializers.ValidationError(
                gettext_lazy("Confirm that you are entitled to register this enterprise.")
            )
        return entitled


class RegisteredSerializer(serializers.Serializer[Any]):
    username = serializers.CharField()
    enterprise = EnterpriseSerializer()


class RegistrationView(APIView):
    permission_classes = (AllowAny,)

    @extend_schema(request=RegistrationSerializer, responses={201: RegisteredSerializer}, auth=[])
    def post(self, request: Request) -> Response:
        """Both or neither; 409 when the code is registered, 429 after twenty tries an hour from one address."""
        if request.user.is_authenticated:
            raise Refused(_("You are signed in. To register another enterprise, sign out first."))
        typed = RegistrationSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        data = dict(typed.validated_data)
        data.pop("entitled")
        account = {name: data.pop(name) for name in ACCOUNT}
        address = str(client_address(request._request))
        user, body = register_with_account(address=address, account=account, registration=data)
        made = {"username": user.username, "enterprise": body.enterprise}
        return Response(RegisteredSerializer(made).data, status=status.HTTP_201_CREATED)
