"""The steps of an annual summary over the API: the services of the pages."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.api.reasons import ReasonSerializer
from portal.tenancy import current_actor
from reporting.api import flow_serializers as forms
from reporting.api import serializers as shapes
from reporting.api.summaries import REFUSED, checked, own_summary_or_404, received_summary_or_404, summary_or_404
from reporting.models import Summary
from reporting.queries import steps_of
from reporting.services import steps

ANSWERS = {200: shapes.SummarySerializer} | REFUSED


def _answer(service: Callable[..., Summary], found: Summary, **data: Any) -> Response:
    return Response(shapes.SummarySerializer(service(actor=current_actor(), summary=found, **data)).data)


def _edition(request: Request) -> int:
    number: int = checked(shapes.SubmitSerializer, request)["edition"]
    return number


class StepList(APIView):
    @extend_schema(responses=forms.SummaryStepSerializer(many=True), operation_id="summaries_steps_list")
    def get(self, request: Request, pk: int) -> Response:
        """What has happened, newest first; the ministry reads of submissions and its own decisions."""
        return Response(forms.SummaryStepSerializer(steps_of(current_actor(), summary_or_404(pk)), many=True).data)


class Check(APIView):
    @extend_schema(request=shapes.SubmitSerializer, responses=ANSWERS)
    def post(self, request: Request, pk: int) -> Response:
        """Send the edition that was read to the internal check."""
        return _answer(steps.send_to_check, own_summary_or_404(pk), edition_number=_edition(request))


class Withdrawal(APIView):
    @extend_schema(request=None, responses=ANSWERS)
    def post(self, request: Request, pk: int) -> Response:
        """Take it back from the check; the sender only."""
        return _answer(steps.withdraw_from_check, own_summary_or_404(pk))


class SendingBack(APIView):
    @extend_schema(request=ReasonSerializer, responses=ANSWERS)
    def post(self, request: Request, pk: int) -> Response:
        """Give it back to its writers with a reason; approvers only."""
        return _answer(steps.send_back_to_draft, own_summary_or_404(pk), **checked(ReasonSerializer, request))


class Signature(APIView):
    @extend_schema(request=shapes.SubmitSerializer, responses=ANSWERS)
    def post(self, request: Request, pk: int) -> Response:
        """Sign the edition off that was sent to check; an approver other than the sender."""
        return _answer(steps.sign_off, own_summary_or_404(pk), edition_number=_edition(request))


class Submitting(APIView):
    @extend_schema(request=shapes.SubmitSerializer, responses=ANSWERS)
    def post(self, request: Request, pk: int) -> Response:
        """Hand the edition that was signed off to the ministry; approvers only."""
        return _answer(steps.submit_summary, own_summary_or_404(pk), edition_number=_edition(request))


class Acceptance(APIView):
    @extend_schema(request=forms.AcceptSummarySerializer, responses=ANSWERS)
    def post(self, request: Request, pk: int) -> Response:
        """Accept a submission as the year's summary; the ministry only."""
        return _answer(
            steps.accept_summary, received_summary_or_404(pk), **_decided(forms.AcceptSummarySerializer, request)
        )


class Return(APIView):
    @extend_schema(request=forms.ReturnSummarySerializer, responses=ANSWERS)
    def post(self, request: Request, pk: int) -> Response:
        """Give a submission back with a reason or with marks; the ministry only."""
        return _answer(
            steps.return_summary, received_summary_or_404(pk), **_decided(forms.ReturnSummarySerializer, request)
        )


class Revocation(APIView):
    @extend_schema(request=forms.RevokeAcceptanceSerializer, responses=ANSWERS)
    def post(self, request: Request, pk: int) -> Response:
        """Revoke an acceptance: the submission is undecided again; the ministry only, with a reason."""
        data = _decided(forms.RevokeAcceptanceSerializer, request)
        return _answer(steps.revoke_acceptance, received_summary_or_404(pk), **data)


def _decided(shape: Any, request: Request) -> dict[str, Any]:
    data = checked(shape, request)
    return data | {"number": data.pop("submission")}
