"""One file per aggregate; every model is importable from here."""

from portal.models.accounts import Invitation, Membership, User
from portal.models.audit import AuditEntry
from portal.models.files import StoredFile, Upload
from portal.models.jobs import Job
from portal.models.notices import Notice
from portal.models.organisations import Enterprise, Institute, Organisation, OrganisationName
from portal.models.regions import Division, Region
from portal.models.registry import Entry

__all__ = [
    "AuditEntry",
    "Division",
    "Enterprise",
    "Entry",
    "Institute",
    "Invitation",
    "Job",
    "Membership",
    "Notice",
    "Organisation",
    "OrganisationName",
    "Region",
    "StoredFile",
    "Upload",
    "User",
]
