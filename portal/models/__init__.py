"""One file per aggregate; every model is importable from here."""

from portal.models.accounts import Invitation, Membership, User
from portal.models.audit import AuditEntry
from portal.models.files import StoredFile, Upload
from portal.models.jobs import Job
from portal.models.notices import Notice
from portal.models.organisations import Enterprise, Organisation, OrganisationName
from portal.models.regions import Division, Region

__all__ = [
    "AuditEntry",
    "Division",
    "Enterprise",
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
