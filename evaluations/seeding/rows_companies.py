"""Rows of companies, their people and their libraries."""

from collections.abc import Iterator

from evaluations.seeding.copying import line_of
from evaluations.seeding.filed import SHELF, Filed
from evaluations.seeding.frame import Frame
from evaluations.seeding.people import (
    ENTERPRISE_ROLES,
    Official,
    membership_line,
    user_line,
    username_of,
    usernames,
)
from portal.enums import FilePurpose, OrganisationKind

ORGANISATION = (
    "id",
    "kind",
    "code",
    "name",
    "name_en",
    "scope",
    "parent_id",
    "region_id",
    "authority_kind",
    "created_at",
)
ENTERPRISE = (
    "organisation_id", "scope", "code_warning", "division_id", "industry_code", "region_id", "city_id", "headcount",
    "revenue", "size_class", "contact_name", "contact_phone", "contact_email", "version", "updated_at",
)  # fmt: skip
FILE = (
    "id", "organisation_id", "scope", "purpose", "name", "blob", "content_type", "size", "sha256", "created_by_id",
    "created_at",
)  # fmt: skip
DOCUMENT = (
    "id", "enterprise_id", "scope", "title", "note", "latest", "archived_at", "version", "created_by_id", "created_at",
    "updated_by_id", "updated_at",
)  # fmt: skip
USER = (
    "id", "password", "is_superuser", "username", "first_name", "last_name", "email", "is_staff", "is_active",
    "date_joined", "display_name", "language", "is_demo", "mail_choices",
)  # fmt: skip
MEMBERSHIP = ("id", "user_id", "organisation_id", "scope", "roles", "active", "created_at")
VERSION = ("id", "document_id", "number", "file_id", "scope", "effective_on", "expires_on", "added_by_id", "added_at")


def organisation(frame: Frame, filed: Filed) -> Iterator[str]:
    c = filed.company
    kind = OrganisationKind.ENTERPRISE
    yield line_of(c.key, kind, c.code, c.name, "", c.scope, c.office, c.county, "", frame.begins)


def enterprise(frame: Frame, filed: Filed) -> Iterator[str]:
    c = filed.company
    place = (c.division, "", c.county, c.city)
    contact = (c.person, "0000-00000000", "")
    yield line_of(c.key, c.scope, "", *place, c.headcount, c.revenue, c.size, *contact, 1, frame.begins)


def user(frame: Frame, filed: Filed) -> Iterator[str]:
    number = filed.company.number
    shown = frame.plan.is_shown(number)
    yield user_line(filed.person_id, username_of(frame.plan, number), filed.person, frame.begins, may_sign_in=shown)


def membership(frame: Frame, filed: Filed) -> Iterator[str]:
    c, key = filed.company, frame.last_membership + frame.officials + filed.company.number + 1
    yield membership_line(key, filed.person_id, c.key, c.scope, ENTERPRISE_ROLES, frame.begins)


def official_user(frame: Frame, official: Official) -> str:
    shown = official.username in usernames(frame.plan)
    return user_line(official.key, official.username, official.name, frame.begins, may_sign_in=shown)


def official_membership(frame: Frame, number: int, official: Official) -> str:
    key, roles = frame.last_membership + number, (official.role,)
    return membership_line(key, official.key, official.organisation, official.scope, roles, frame.begins)


def file(frame: Frame, filed: Filed) -> Iterator[str]:
    c = filed.company
    for place, content in enumerate(frame.contents):
        key = frame.file_of(filed.document(place))
        what = (f"{SHELF[place]}.pdf", content.blob, "application/pdf", content.size, content.sha256)
        yield line_of(key, c.key, c.scope, FilePurpose.EVIDENCE, *what, filed.person_id, filed.opened)


def document(_frame: Frame, filed: Filed) -> Iterator[str]:
    c, by = filed.company, (filed.person_id, filed.opened)
    for place, title in enumerate(SHELF):
        yield line_of(filed.document(place), c.key, c.scope, title, "", 1, None, 1, *by, *by)


def version(frame: Frame, filed: Filed) -> Iterator[str]:
    for place in range(len(SHELF)):
        key, file_key = filed.document(place), frame.file_of(filed.document(place))
        yield line_of(key, key, 1, file_key, filed.company.scope, None, None, filed.person_id, filed.opened)
