"""Routes of accounts, people, notices, jobs and audit."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from portal.api.audit import AuditViewSet
from portal.api.bureaus import BureauViewSet
from portal.api.jobs import JobViewSet
from portal.api.me import MeView
from portal.api.members import InvitationViewSet, MemberViewSet
from portal.api.notices import MailChoicesView, NoticeViewSet
from portal.api.registration import RegistrationView
from portal.api.tokens import TokensView, TokenView

router = SimpleRouter(use_regex_path=False)
router.register("members", MemberViewSet, basename="member")
router.register("invitations", InvitationViewSet, basename="invitation")
router.register("bureaus", BureauViewSet, basename="bureau")
router.register("notices", NoticeViewSet, basename="notice")
router.register("jobs", JobViewSet, basename="job")
router.register("audit", AuditViewSet, basename="audit")
urlpatterns = [
    path("registration/", RegistrationView.as_view(), name="registration"),
    path("me/", MeView.as_view(), name="me"),
    path("me/notices/", MailChoicesView.as_view(), name="mail-choices"),
    path("tokens/", TokensView.as_view(), name="tokens"),
    path("tokens/<str:key>/", TokenView.as_view(), name="token"),
    *router.urls,
]
