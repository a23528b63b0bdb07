"""How a company's people share a filing, for programs: the services of the pages. No official reads any of it."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.filing_queries import answers_by_item, checklist_of, own_filing
from evaluations.models import Comment, Presence
from evaluations.queries import standard_of
from evaluations.services.asking import ask_to_submit
from evaluations.services.assignments import assign_chapter
from evaluations.services.comments import add_comment, edit_comment, remove_comment, settle_thread
from evaluations.services.presence import note_presence
from evaluations.team_queries import NOBODY, Chapter, chapters_of, comments_on, here_now, own_comment, work_of
from portal.api.parsers import ShallowJSONParser
from portal.tenancy import current_actor

_KEY = OpenApiParameter("Idempotency-Key", location=OpenApiParameter.HEADER, description="one per comment")


class ChapterSerializer(serializers.Serializer[Chapter]):
    code = serializers.CharField(source="group.group.code")
    items = serializers.IntegerField(source="total")
    left = serializers.IntegerField(source="group.left", help_text="items with something to do")
    people = serializers.ListField(child=serializers.IntegerField(), source="work.people", help_text="users")
    due_on = serializers.DateField(source="work.due_on", allow_null=True, help_text="to its end, Asia/Shanghai")
    version = serializers.CharField(source="work.version", help_text="goes back with the next change")


class AssignSerializer(serializers.Serializer[Any]):
    people = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**31 - 1),
        max_length=100,
        help_text="users of the enterprise; none takes the chapter back",
    )
    due_on = serializers.DateField(required=False, allow_null=True, default=None)
    version = serializers.CharField(allow_blank=True, max_length=500)


class PersonSerializer(serializers.Serializer[Any]):
    person = serializers.IntegerField(min_value=1, max_value=2**31 - 1, help_text="user, a responsible person")


class HereSerializer(serializers.Serializer[Any]):
    item = serializers.CharField(required=False, allow_blank=True, default="", max_length=20)


class PresenceSerializer(serializers.Serializer[Presence]):
    person = serializers.IntegerField(source="person_id")
    name = serializers.CharField(source="person.display_name")
    item = serializers.CharField(help_text="empty: the task list")
    seen_at = serializers.DateTimeField()


class TeamViewSet(viewsets.GenericViewSet[Any]):
    """Chapters, presence and asking, of one of the caller's own filings."""

    pagination_class = None
    serializer_class = ChapterSerializer
    parser_classes = (ShallowJSONParser, MultiPartParser)

    @extend_schema(responses=ChapterSerializer(many=True))
    def chapters(self, request: Request, filing: int) -> Response:
        """Every dimension: who has it, by when, how many items are left."""
        found = own_filing(current_actor(), filing)
        checklist = checklist_of(found, answers_by_item(found))
        chapters = chapters_of(current_actor(), found, checklist)
        return Response([ChapterSerializer(chapter).data for chapter in chapters])

    @extend_schema(request=AssignSerializer, responses=AssignSerializer)
    def assign(self, request: Request, filing: int, chapter: str) -> Response:
        """Give a dimension to exactly these people; 409 with both assignments when somebody else did so first."""
        found = own_filing(current_actor(), filing)
        typed = AssignSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        assign_chapter(actor=current_actor(), filing=found, chapter=chapter, **typed.validated_data)
        work = work_of(found).get(chapter, NOBODY)
        return Response({"people": list(work.people), "due_on": work.due_on, "version": work.version})

    @extend_schema(responses=PresenceSerializer(many=True))
    def who(self, request: Request, filing: int) -> Response:
        """The colleagues who have had a page of it open within a minute."""
        found = here_now(current_actor(), own_filing(current_actor(), filing))
        return Response([PresenceSerializer(row).data for row in found])

    @extend_schema(request=HereSerializer, responses=PresenceSerializer(many=True))
    def here(self, request: Request, filing: int) -> Response:
        """Say that the caller is here, every 25 seconds while it holds."""
        found = own_filing(current_actor(), filing)
        typed = HereSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        item = typed.validated_data["item"]
        known = item if standard_of(found).has_item(item) else ""
        note_presence(actor=current_actor(), filing=found, item=known)
        return self.who(request, filing)

    @extend_schema(request=PersonSerializer, responses={204: None})
    def ask(self, request: Request, filing: int) -> Response:
        """Ask a responsible person to submit, once a day at most."""
        found = own_filing(current_actor(), filing)
        typed = PersonSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        ask_to_submit(actor=current_actor(), filing=found, **typed.validated_data)
        return Response(status=status.HTTP_204_NO_CONTENT)


class CommentSerializer(serializers.Serializer[Comment]):
    id = serializers.IntegerField(source="pk")
    item = serializers.CharField()
    reply_to = serializers.IntegerField(source="reply_to_id", allow_null=True, help_text="the first of its thread")
    author = serializers.IntegerField(source="author_id")
    text = serializers.CharField(help_text="empty once it was removed")
    mentioned = serializers.ListField(child=serializers.IntegerField(), help_text="users")
    version = serializers.IntegerField(help_text="goes back with a change")
    created_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)
    removed_at = serializers.DateTimeField(allow_null=True)
    settled_at = serializers.DateTimeField(allow_null=True)


class CommentTextSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(help_text="plain text; @name tells a colleague")
    reply_to = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=2**53, help_text="any comment of a thread"
    )


class CommentChangeSerializer(serializers.Serializer[Any]):
    text = serializers.CharField()
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


class SettledSerializer(serializers.Serializer[Any]):
    settled = serializers.BooleanField(help_text="false opens the thread again")


class ItemCommentsViewSet(viewsets.GenericViewSet[Comment]):
    """What colleagues say about an item."""

    pagination_class = None
    serializer_class = CommentSerializer
    parser_classes = (ShallowJSONParser, MultiPartParser)

    @extend_schema(responses=CommentSerializer(many=True))
    def comments(self, request: Request, filing: int, item: str) -> Response:
        found = own_filing(current_actor(), filing)
        return Response([CommentSerializer(comment).data for comment in comments_on(found).filter(item=item)])

    @extend_schema(request=CommentTextSerializer, responses={201: CommentSerializer}, parameters=[_KEY])
    def add(self, request: Request, filing: int, item: str) -> Response:
        found = own_filing(current_actor(), filing)
        typed = CommentTextSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        answered = typed.validated_data["reply_to"]
        made = add_comment(
            actor=current_actor(),
            filing=found,
            item_code=item,
            text=typed.validated_data["text"],
            reply_to=own_comment(current_actor(), answered) if answered else None,
            key=request.headers.get("Idempotency-Key", ""),
        )
        return Response(CommentSerializer(made).data, status=status.HTTP_201_CREATED)


class CommentViewSet(viewsets.GenericViewSet[Comment]):
    """One comment."""

    serializer_class = CommentSerializer
    pagination_class = None
    parser_classes = (ShallowJSONParser, MultiPartParser)
    lookup_value_converter = "int"
    queryset = Comment._base_manager.none()

    @extend_schema(request=CommentChangeSerializer, responses=CommentSerializer)
    def update(self, request: Request, pk: int) -> Response:
        """Other words for one's own; 409 with both texts when it was changed elsewhere."""
        found = own_comment(current_actor(), pk)
        typed = CommentChangeSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        changed = edit_comment(actor=current_actor(), comment=found, **typed.validated_data)
        return Response(CommentSerializer(changed).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        """Take one's own back; its place stays where others have answered."""
        remove_comment(actor=current_actor(), comment=own_comment(current_actor(), pk))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=SettledSerializer, responses=CommentSerializer)
    @action(detail=True, methods=["post"])
    def settle(self, request: Request, pk: int) -> Response:
        """Settle a thread by its first comment, or open it again."""
        found = own_comment(current_actor(), pk)
        typed = SettledSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        return Response(
            CommentSerializer(settle_thread(actor=current_actor(), comment=found, **typed.validated_data)).data
        )
