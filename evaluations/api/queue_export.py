"""The queue as a file over the API: the list's own filter, and a job that holds what it finds."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evaluations.api.reviews import FILTERS, official
from evaluations.review_forms import QueueForm
from evaluations.services.queue_export import request_export
from portal.api.jobs import ExportSerializer, JobSerializer
from portal.forms.errors import refusal_of


class QueueExport(APIView):
    @extend_schema(request=ExportSerializer, responses={202: JobSerializer}, parameters=FILTERS)
    def post(self, request: Request) -> Response:
        """Promise a file of every filing that the filter in the address finds."""
        form, kind = QueueForm(request.query_params, actor=official()), ExportSerializer(data=request.data)
        wanted = form.wanted()
        kind.is_valid(raise_exception=True)
        if form.errors:
            raise refusal_of(form)
        job = request_export(actor=official(), wanted=wanted, format_name=kind.validated_data["format"])
        return Response(JobSerializer(job).data, status=202)
