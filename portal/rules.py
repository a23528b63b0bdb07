"""Questions of the kernel: each answers '' for yes, or the reason for no in a sentence a person can act on."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from portal.enums import ROLES_OF_KIND, Delivery, FilePurpose, JobState, NoticeKind, OrganisationKind, Role, Side
from portal.models import Job
from portal.tenancy import Actor

# The first is meant where a program names none.
_IN_PARTS: dict[OrganisationKind, tuple[FilePurpose, ...]] = {
    OrganisationKind.ENTERPRISE: (FilePurpose.EVIDENCE, FilePurpose.PLATFORM),
    OrganisationKind.INSTITUTE: (FilePurpose.PLATFORM,),
    OrganisationKind.AUTHORITY: (FilePurpose.ATTACHMENT,),
}


def managing_role(kind: str) -> Role:
    """Whose people are whose: the responsible person of an enterprise or institute, the administrator of an office."""
    return Role.RESPONSIBLE if OrganisationKind(kind).side == Side.ENTERPRISE else Role.ADMINISTRATOR


def may_manage_members(actor: Actor) -> str:
    role = managing_role(actor.kind)
    if actor.has(role):
        return ""
    return _("Only the role “%s” of your organisation invites people and changes their roles.") % role.label


def may_appoint_responsible(actor: Actor) -> str:
    """When an enterprise's responsible person has left, nobody of it can name another one."""
    if actor.kind == OrganisationKind.AUTHORITY and actor.has(Role.ADMINISTRATOR):
        return ""
    return _("Only administrators of the authority in charge appoint the responsible person of an enterprise.")


def may_add_bureau(actor: Actor) -> str:
    if actor.kind == OrganisationKind.AUTHORITY and actor.has(Role.ADMINISTRATOR):
        return ""
    return _("Only administrators of a provincial-level authority add its city and county bureaus.")


def may_correct_code(actor: Actor) -> str:
    """An identity is for whoever answers for the office's records, on the authority's or the ministry's side."""
    official = actor.side in (Side.AUTHORITY, Side.MINISTRY) and actor.kind != OrganisationKind.OPERATOR
    if official and actor.has(Role.APPROVER, Role.ADMINISTRATOR, Role.OFFICER):
        return ""
    return _("Only approvers and administrators of an office, and ministry officers, correct a credit code.")


def may_move_enterprise(actor: Actor) -> str:
    """Between two authorities neither of them decides."""
    if actor.kind == OrganisationKind.MINISTRY and actor.has(Role.OFFICER, Role.ADMINISTRATOR):
        return ""
    return _("Only the ministry's officers and administrators move an enterprise to another authority.")


def purposes_in_parts(actor: Actor) -> tuple[FilePurpose, ...]:
    """What somebody of this kind of organisation sends in parts; none for an outside expert."""
    return () if actor.side == Side.EXPERT else _IN_PARTS.get(OrganisationKind(actor.kind), ())


def may_upload_in_parts(actor: Actor, purpose: str) -> str:
    """Only what may be too large for one request."""
    if purpose in purposes_in_parts(actor):
        return ""
    return _(
        "Only an enterprise's evidence, files of a pilot platform and the attachments of an annual summary are sent in"
        " parts. Send the file in one request."
    )


def may_hold(kind: str, roles: Collection[str]) -> str:
    """Whether somebody in an organisation of this kind can have exactly these roles."""
    known = ROLES_OF_KIND[OrganisationKind(kind)]
    if not roles:
        return _("Choose at least one role.")
    if not set(roles) <= set(known):
        return _("Choose only among: %s.") % ", ".join(str(role.label) for role in known)
    if Role.EXPERT in roles and len(set(roles)) > 1:
        return _("An outside expert sees only what is assigned to them and holds no other role.")
    return ""


def delivery_of(choices: Mapping[str, str], kind: str) -> Delivery:
    """How a notice of this kind reaches a person with these choices; comments are collected unless said otherwise."""
    if kind == NoticeKind.SECURITY:
        return Delivery.NOW
    usual = Delivery.DIGEST if kind == NoticeKind.COMMENT else Delivery.NOW
    return Delivery(choices.get(kind, usual))


def may_check_chain(actor: Actor) -> str:
    """A chain can be judged only by who sees all of it: its authority, and the ministry's side for every chain."""
    if actor.has(Role.ADMINISTRATOR) and actor.path.count("/") <= 2:
        return ""
    return _("Only administrators who see a whole chain can check it: those of an authority or of the ministry.")


def may_retry(actor: Actor, job: Job) -> str:
    """Who cancelled a job wanted it to end; from outside, the operator helps only with what broke."""
    if job.state not in (JobState.FAILED, JobState.CANCELLED):
        return _("Only a job that failed or was cancelled can be tried again.")
    if job.state == JobState.FAILED or actor.organisation_id == job.organisation_id:
        return ""
    return _("Only its own organisation starts a cancelled job again.")


def purposes_kept_from(actor: Actor) -> tuple[FilePurpose, ...]:
    """Files of these purposes the person does not open, though they are their own organisation's."""
    if actor.side == Side.ENTERPRISE:
        return (FilePurpose.VISIT_PHOTO,)
    if actor.side == Side.MINISTRY and not actor.has(Role.OFFICER):
        # Compendia and collected summaries hold what its officers alone read on their pages.
        return FilePurpose.SUMMARY, FilePurpose.ARCHIVE
    return ()


def opens_result(actor: Actor, job: Job) -> bool:
    """Whether the job's file is for this person: of their organisation, and an export only for whoever made it."""
    file = job.result_file
    if file is None or file.organisation_id != actor.organisation_id or file.purpose in purposes_kept_from(actor):
        return False
    return file.purpose != FilePurpose.EXPORT or file.created_by_id == actor.user_id
