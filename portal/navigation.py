"""The entries of each role's navigation; names of URLs, so that the kernel imports no other app."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.enums import OrganisationKind, Role, Side
from portal.tenancy import Actor


@dataclass(frozen=True)
class Entry:
    label: str | Promise
    url_name: str
    icon: str
    kinds: tuple[OrganisationKind, ...]
    roles: tuple[Role, ...] = ()

    def is_for(self, actor: Actor) -> bool:
        if actor.side == Side.EXPERT:
            return Role.EXPERT in self.roles
        return actor.kind in self.kinds and (not self.roles or actor.has(*self.roles))


_BODIES = (OrganisationKind.ENTERPRISE, OrganisationKind.INSTITUTE)
_OFFICE = (OrganisationKind.AUTHORITY, OrganisationKind.BUREAU)
_MINISTRY = (OrganisationKind.MINISTRY,)
_ALL = tuple(OrganisationKind)
ENTRIES = (
    Entry(_("Home"), "evaluations:home", "home", (OrganisationKind.ENTERPRISE,)),
    Entry(_("Library"), "evaluations:library", "folder", (OrganisationKind.ENTERPRISE,)),
    Entry(_("Improvement plan"), "evaluations:plan", "stairs-up", (OrganisationKind.ENTERPRISE,)),
    Entry(_("Records and receipts"), "evaluations:records", "file-text", (OrganisationKind.ENTERPRISE,)),
    Entry(_("Certificates"), "evaluations:certificates", "certificate-2", (OrganisationKind.ENTERPRISE,)),
    Entry(_("Pilot platforms"), "pilots:platforms", "microscope", _BODIES),
    Entry(_("Our enterprise"), "portal:enterprise", "building-factory-2", (OrganisationKind.ENTERPRISE,)),
    Entry(_("Our body"), "portal:institute", "building-community", (OrganisationKind.INSTITUTE,)),
    Entry(_("Assigned to me"), "evaluations:expert-desk", "checklist", (OrganisationKind.AUTHORITY,), (Role.EXPERT,)),
    Entry(_("Desk"), "evaluations:desk", "home", _OFFICE),
    Entry(_("Review queue"), "evaluations:queue", "checklist", _OFFICE),
    Entry(_("Determined results"), "evaluations:determined", "gavel", (OrganisationKind.AUTHORITY,), (Role.APPROVER,)),
    Entry(_("Public notices"), "evaluations:notices", "speakerphone", (OrganisationKind.AUTHORITY,)),
    Entry(_("Enterprises"), "portal:enterprises", "building-factory-2", (*_OFFICE, *_MINISTRY)),
    Entry(_("Pilot platforms"), "pilots:platforms", "microscope", (*_OFFICE, *_MINISTRY)),
    Entry(_("Annual summary"), "reporting:summaries", "report-analytics", (OrganisationKind.AUTHORITY,)),
    Entry(_("Annual summaries"), "reporting:board", "layout-grid", _MINISTRY, (Role.OFFICER,)),
    Entry(_("Filings"), "evaluations:queue", "checklist", _MINISTRY),
    Entry(_("Standards and rounds"), "evaluations:standards", "ladder", (*_MINISTRY, OrganisationKind.OPERATOR)),
    Entry(
        _("Directions of pilot platforms"),
        "pilots:directions",
        "list",
        (OrganisationKind.OPERATOR,),
        (Role.ADMINISTRATOR,),
    ),
    Entry(_("People"), "portal:members", "users", _ALL),
    Entry(_("Jobs"), "portal:jobs", "progress", (*_OFFICE, *_MINISTRY, OrganisationKind.OPERATOR)),
    Entry(_("Audit"), "portal:audit", "shield-check", _ALL, (Role.ADMINISTRATOR, Role.RESPONSIBLE)),
)


def navigation_for(actor: Actor, path: str) -> list[dict[str, object]]:
    """[{label, url, icon, active}] for the header; the longest matching entry is the active one."""
    entries = [(entry, reverse(entry.url_name)) for entry in ENTRIES if entry.is_for(actor)]
    matching = [url for _entry, url in entries if path.startswith(url)]
    active = max(matching, key=len, default="")
    return [{"label": e.label, "url": url, "icon": e.icon, "active": url == active} for e, url in entries]
