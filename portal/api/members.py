"""People of the caller's own organisation and the invitations to it."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from portal.enums import Role
from portal.models import Invitation, Membership, Organisation
from portal.queries import invitations_of, visible_members
from portal.services.invitations import invite_person, withdraw_invitation
from portal.services.members import change_roles, deactivate_member, reactivate_member
from portal.tenancy import current_actor


class RolesSerializer(serializers.Serializer[Any]):
    roles = serializers.ListField(child=serializers.ChoiceField(choices=Role.choices), allow_empty=False)


class MemberSerializer(RolesSerializer):
    id = serializers.IntegerField(source="pk", read_only=True)
    display_name = serializers.CharField(source="user.display_name", read_only=True)
    email = serializers.EmailField(source="user.email", read_only=True)
    active = serializers.BooleanField(read_only=True)


class InvitationSerializer(RolesSerializer):
    id = serializers.IntegerField(source="pk", read_only=True)
    email = serializers.EmailField()
    created_at = serializers.DateTimeField(read_only=True)
    expires_at = serializers.DateTimeField(read_only=True)


class MemberViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Membership]):
    serializer_class = MemberSerializer
    lookup_value_converter = "int"
    queryset = Membership._base_manager.none()

    def get_queryset(self) -> Any:
        return visible_members(current_actor())

    @extend_schema(request=RolesSerializer, responses=MemberSerializer)
    def partial_update(self, request: Request, pk: int) -> Response:
        """Give the person exactly these roles."""
        typed = RolesSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        changed = change_roles(actor=current_actor(), membership=self.get_object(), **typed.validated_data)
        return Response(MemberSerializer(changed).data)

    @extend_schema(request=None, responses=MemberSerializer)
    @action(detail=True, methods=["post"])
    def deactivate(self, request: Request, pk: int) -> Response:
        changed = deactivate_member(actor=current_actor(), membership=self.get_object())
        return Response(MemberSerializer(changed).data)

    @extend_schema(request=None, responses=MemberSerializer)
    @action(detail=True, methods=["post"])
    def reactivate(self, request: Request, pk: int) -> Response:
        changed = reactivate_member(actor=current_actor(), membership=self.get_object())
        return Response(MemberSerializer(changed).data)


class InvitationViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Invitation]):
    serializer_class = InvitationSerializer
    lookup_value_converter = "int"
    queryset = Invitation._base_manager.none()

    def get_queryset(self) -> Any:
        return invitations_of(current_actor())

    @extend_schema(responses={201: InvitationSerializer})
    def create(self, request: Request) -> Response:
        typed = InvitationSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        actor = current_actor()
        organisation = Organisation.objects.get(pk=actor.home_id)
        invitation = invite_person(actor=actor, organisation=organisation, **typed.validated_data)
        return Response(InvitationSerializer(invitation).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        """Withdraw: the link in the mail stops working."""
        withdraw_invitation(actor=current_actor(), invitation=get_object_or_404(invitations_of(current_actor()), pk=pk))
        return Response(status=status.HTTP_204_NO_CONTENT)
