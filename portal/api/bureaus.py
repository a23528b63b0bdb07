"""City and county bureaus of the caller's authority; the same service as the page."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api.members import InvitationSerializer
from portal.bureau_queries import bureaus_of
from portal.enums import OrganisationKind
from portal.models import Organisation
from portal.rules import may_add_bureau
from portal.services.bureaus import add_bureau, invite_administrator
from portal.tenancy import current_actor


class BureauSerializer(serializers.Serializer[Organisation]):
    id = serializers.IntegerField(source="pk")
    code = serializers.CharField()
    name = serializers.CharField()
    region = serializers.CharField(source="region_id", help_text="GB/T 2260, city or county")
    people = serializers.IntegerField(help_text="how many work for it in the portal")


class AdministratorSerializer(serializers.Serializer[Any]):
    email = serializers.EmailField(help_text="invited as its administrator")


class NewBureauSerializer(serializers.Serializer[Any]):
    region = serializers.CharField(max_length=6, help_text="GB/T 2260, city or county below the own authority")
    name = serializers.CharField(max_length=200)
    email = serializers.EmailField(required=False, help_text="invited as its first administrator")


class BureauViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Organisation]):
    """For administrators of a provincial-level authority; for others it is not there, as the page is not."""

    serializer_class = BureauSerializer
    lookup_value_converter = "int"
    queryset = Organisation._base_manager.none()

    def get_queryset(self) -> Any:
        if may_add_bureau(current_actor()):
            raise Http404
        return bureaus_of(self._authority())

    @extend_schema(request=NewBureauSerializer, responses={201: BureauSerializer})
    def create(self, request: Request) -> Response:
        """Add a bureau, with an invitation to its first administrator when `email` is given."""
        rows = self.get_queryset()
        typed = NewBureauSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        made = add_bureau(actor=current_actor(), authority=self._authority(), **typed.validated_data)
        return Response(BureauSerializer(rows.get(pk=made.pk)).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=AdministratorSerializer, responses={201: InvitationSerializer})
    @action(detail=True, methods=["post"], pagination_class=None)
    def invite(self, request: Request, pk: int) -> Response:
        """Invite an administrator into the bureau."""
        bureau = get_object_or_404(self.get_queryset(), pk=pk)
        typed = AdministratorSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        invitation = invite_administrator(actor=current_actor(), bureau=bureau, **typed.validated_data)
        return Response(InvitationSerializer(invitation).data, status=status.HTTP_201_CREATED)

    def _authority(self) -> Organisation:
        return get_object_or_404(Organisation, pk=current_actor().home_id, kind=OrganisationKind.AUTHORITY)
