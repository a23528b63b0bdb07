"""Choices of the kernel and the named groups of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Side(models.TextChoices):
    """The database role family somebody acts through (design: who sees what)."""

    ENTERPRISE = "enterprise", _("Enterprise")
    AUTHORITY = "authority", _("Authority")
    MINISTRY = "ministry", _("Ministry")
    SYSTEM = "system", _("System")
    EXPERT = "expert", _("Outside expert")


class OrganisationKind(models.TextChoices):
    MINISTRY = "ministry", _("Ministry")
    OPERATOR = "operator", _("Platform operator")
    AUTHORITY = "authority", _("Provincial-level authority")
    BUREAU = "bureau", _("City or county bureau")
    ENTERPRISE = "enterprise", _("Enterprise")
    # A university, an institute, a company outside manufacturing: files no yearly evaluation, may operate a platform.
    INSTITUTE = "institute", _("University, institute or other body")

    @property
    def side(self) -> Side:
        return SIDE_OF_KIND[self]


SIDE_OF_KIND = {
    OrganisationKind.MINISTRY: Side.MINISTRY,
    OrganisationKind.OPERATOR: Side.MINISTRY,
    OrganisationKind.AUTHORITY: Side.AUTHORITY,
    OrganisationKind.BUREAU: Side.AUTHORITY,
    OrganisationKind.ENTERPRISE: Side.ENTERPRISE,
    OrganisationKind.INSTITUTE: Side.ENTERPRISE,
}


class Role(models.TextChoices):
    FILLER = "filler", _("Filler")
    RESPONSIBLE = "responsible", _("Responsible person")
    REVIEWER = "reviewer", _("Reviewer")
    APPROVER = "approver", _("Approver")
    OFFICER = "officer", _("Ministry officer")
    ADMINISTRATOR = "administrator", _("Administrator")
    EXPERT = "expert", _("Outside expert")


# Who is given filings to review.
READERS = (Role.REVIEWER, Role.EXPERT)
ROLES_OF_KIND: dict[OrganisationKind, tuple[Role, ...]] = {
    OrganisationKind.MINISTRY: (Role.OFFICER, Role.ADMINISTRATOR),
    OrganisationKind.OPERATOR: (Role.ADMINISTRATOR,),
    OrganisationKind.AUTHORITY: (Role.REVIEWER, Role.APPROVER, Role.ADMINISTRATOR, Role.EXPERT),
    OrganisationKind.BUREAU: (Role.REVIEWER, Role.ADMINISTRATOR),
    OrganisationKind.ENTERPRISE: (Role.FILLER, Role.RESPONSIBLE),
    OrganisationKind.INSTITUTE: (Role.FILLER, Role.RESPONSIBLE),
}


class BodyKind(models.TextChoices):
    """What an institute is."""

    UNIVERSITY = "university", _("University or college")
    RESEARCH = "research", _("Research institute")
    PUBLIC = "public", _("Other public institution")
    COMPANY = "company", _("Company outside manufacturing")
    ASSOCIATION = "association", _("Association")
    OTHER = "other", _("Other body")


class Registry(models.TextChoices):
    PILOT = "pilot", _("Pilot-scale platforms")
    BRAND = "brand", _("Brands")


class AuthorityKind(models.TextChoices):
    PROVINCE = "province", _("Province")
    AUTONOMOUS_REGION = "autonomous_region", _("Autonomous region")
    MUNICIPALITY = "municipality", _("Municipality")
    SEPARATELY_LISTED_CITY = "separately_listed_city", _("Separately listed city")
    CORPS = "corps", _("Corps")


class RegionLevel(models.TextChoices):
    PROVINCE = "province", _("Province")
    CITY = "city", _("City")
    COUNTY = "county", _("County")


class SizeClass(models.TextChoices):
    """Industry limits of 2017 (domain.md §3)."""

    LARGE = "large", _("Large")
    MEDIUM = "medium", _("Medium")
    SMALL = "small", _("Small")
    MICRO = "micro", _("Micro")


class JobState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


# Many at once, and nobody waits before the screen: they are done after all others.
PATIENT_JOBS = ("mail_notice", "mail_digest", "print_certificate", "triage_filing")
ACTIVE_JOB_STATES = (JobState.QUEUED, JobState.RUNNING)


class NoticeKind(models.TextChoices):
    """What a notice is about: people choose for each kind how it reaches them."""

    PROGRESS = "progress", _("A filing or a summary moves on")
    ASSIGNED = "assigned", _("Work is given to you")
    ASKED = "asked", _("Somebody asks you to submit")
    COMMENT = "comment", _("Comments and mentions")
    DEADLINE = "deadline", _("Rounds and deadlines")
    PEOPLE = "people", _("People, roles and the authority in charge")
    SECURITY = "security", _("Security")

    @classmethod
    def optional(cls) -> tuple["NoticeKind", ...]:
        """Kinds whose mail a person may switch off."""
        return tuple(kind for kind in cls if kind != cls.SECURITY)


class Delivery(models.TextChoices):
    """How a notice reaches a person beyond the page of notices."""

    NOW = "now", _("By mail at once")
    DIGEST = "digest", _("By mail once a day")
    PORTAL = "portal", _("Only in the portal")


class FilePurpose(models.TextChoices):
    EVIDENCE = "evidence", _("Evidence")
    REGISTER = "register", _("Register to import")
    REJECTED_ROWS = "rejected_rows", _("Rejected rows")
    RECEIPT = "receipt", _("Receipt")
    CERTIFICATE = "certificate", _("Certificate")
    SUMMARY = "summary", _("Annual summary")
    ARCHIVE = "archive", _("Archive")
    EXPORT = "export", _("Export")
    VISIT_PHOTO = "visit_photo", _("Photograph of a visit, not shown yet")
    SHOWN_PHOTO = "shown_photo", _("Photograph of a visit")
    ATTACHMENT = "attachment", _("Attachment of an annual summary")
    PLATFORM = "platform", _("File of a pilot platform")


# Made to be fetched or read once, and made anew on demand; all others are somebody's record.
PASSING_FILES = (FilePurpose.REGISTER, FilePurpose.REJECTED_ROWS, FilePurpose.ARCHIVE, FilePurpose.EXPORT)
