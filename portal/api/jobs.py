from typing import Any

from django.http import Http404, HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from portal.enums import JobState
from portal.models import Job
from portal.queries import visible_jobs
from portal.rules import opens_result
from portal.services.jobs import cancel_job, retry_job
from portal.tenancy import current_actor
from portal.views.files import send_file


class ExportSerializer(serializers.Serializer[Any]):
    """What kind of file a list is written to."""

    format = serializers.ChoiceField(choices=["xlsx", "csv"], default="xlsx")


class JobSerializer(serializers.Serializer[Job]):
    id = serializers.IntegerField(source="pk")
    kind = serializers.CharField()
    state = serializers.ChoiceField(choices=JobState.choices)
    progress_done = serializers.IntegerField()
    progress_total = serializers.IntegerField()
    progress_text = serializers.CharField()
    cancel_requested = serializers.BooleanField()
    reason = serializers.CharField(help_text="why it failed, in the language of whoever asked")
    result = serializers.SerializerMethodField(help_text="figures; empty for the operator on another's job")
    result_file = serializers.IntegerField(
        source="result_file_id", allow_null=True, help_text="null without one; see jobs/{id}/file/"
    )
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)

    def get_result(self, job: Job) -> dict[str, Any]:
        own = job.organisation_id == current_actor().organisation_id
        return dict(job.result) if own else {}


class JobViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Job]):
    """Long work of the caller's organisation; ask again until `state` is done, failed or cancelled."""

    serializer_class = JobSerializer
    lookup_value_converter = "int"
    queryset = Job._base_manager.none()

    def get_queryset(self) -> Any:
        return visible_jobs(current_actor())

    @extend_schema(request=None, responses=JobSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: int) -> Response:
        return Response(JobSerializer(cancel_job(actor=current_actor(), job=self.get_object())).data)

    @extend_schema(request=None, responses=JobSerializer)
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: int) -> Response:
        """Once more, as a new job."""
        return Response(JobSerializer(retry_job(actor=current_actor(), job=self.get_object())).data)

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def file(self, request: Request, pk: int) -> HttpResponseBase:
        """The result's file, for whom the job's page offers it; 404 while there is none."""
        job = self.get_object()
        if job.result_file is None or not opens_result(current_actor(), job):
            raise Http404
        return send_file(job.result_file)
