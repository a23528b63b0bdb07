"""What the audit's actions are called; an action without words here is shown as it is stored."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.audit_fields import CHOICES, FIELDS
from portal.audit_steps import STEPS

ACTIONS: dict[str, Promise] = {
    "signed_in": _("Signed in"),
    "sign_in_failed": _("Sign-in failed"),
    "refused": _("Refused"),
    "address.confirmed": _("E-mail address confirmed"),
    "password.replaced": _("Password replaced through a link sent by mail"),
    "token.created": _("Token for programs created"),
    "token.revoked": _("Token for programs revoked"),
    "member.invited": _("Person invited"),
    "member.invitation_withdrawn": _("Invitation withdrawn"),
    "member.joined": _("Invitation accepted"),
    "member.roles_changed": _("Roles changed"),
    "member.deactivated": _("Person deactivated"),
    "member.reactivated": _("Person reactivated"),
    "member.handed_over": _("Work handed over to a colleague"),
    "member.appointed": _("Responsible person appointed by the authority"),
    "bureau.added": _("Bureau added"),
    "enterprise.registered": _("Enterprise registered"),
    "enterprise.updated": _("Record of the enterprise changed"),
    "enterprise.code_confirmed": _("Credit code confirmed"),
    "enterprise.code_corrected": _("Credit code corrected"),
    "enterprise.routed": _("Authority chosen"),
    "enterprise.moved": _("Enterprise moved to another authority"),
    "institute.registered": _("Institute or other body registered"),
    "institute.updated": _("Record of an institute changed"),
    "platform": _("Pilot platforms"),
    "register.uploaded": _("Register uploaded"),
    "register.imported": _("Register imported"),
    "filing": _("Steps of filings"),
    "review": _("Work of reviewers"),
    "notice": _("Public notices and publications"),
    "objection": _("Objections to results"),
    "reading": _("Blind readings"),
    "calibration": _("Calibration filings"),
    "interest": _("Conflicts of interest"),
    "comment": _("Discussions of an enterprise"),
    "plan": _("Improvement plans"),
    "document": _("Documents of the library"),
    "summary": _("Steps of annual summaries"),
    "standard": _("Standards"),
    "reference.loaded": _("Reference data loaded"),
    "file.infected": _("File with a virus refused"),
    "audit.exported": _("Audit exported"),
    "enterprise.exported": _("Enterprise directory exported"),
    "housekeeping": _("Housekeeping"),
    "demo.retired": _("Demo accounts retired"),
    "database.seeded": _("Database filled with synthetic enterprises"),
}

# Steps of other rooms; a filter asks for their group as a whole.
OBJECTS: dict[str, Promise] = {
    "User": _("account"),
    "Organisation": _("Organisation"),
    "Enterprise": _("Enterprise"),
    "Institute": _("institute"),
    "Platform": _("pilot platform"),
    "Membership": _("membership"),
    "Invitation": _("invitation"),
    "StoredFile": _("File"),
    "Round": _("Round"),
    "StandardVersion": _("version of the standard"),
    "Filing": _("filing"),
    "Summary": _("Annual summary"),
    "Compendium": _("National compendium"),
    "Comment": _("comment"),
    "ImprovementPlan": _("improvement plan"),
    "ImprovementAction": _("action of the plan"),
    "Document": _("document"),
    "AuthorityRound": _("procedure"),
    "BulkStep": _("step with many filings"),
    "Review": _("review"),
    "Interest": _("conflict of interest"),
    "PublicNotice": _("public notice"),
    "Objection": _("objection"),
    "Extension": _("extension of a last day"),
}

# Names of the values kept with an entry; a name without words here is shown as it is stored.
DETAILS: dict[str, Promise] = {
    "account": _("account"),
    "accounts": _("number of accounts"),
    "actions": _("actions of the plan"),
    "addresses": _("other addresses"),
    "appeal_days": _("working days for an appeal"),
    "authority": _("authority"),
    "blobs": _("contents without a file"),
    "carried": _("answers carried over"),
    "chapters": _("dimensions"),
    "closes_on": _("last day"),
    "code": _("code"),
    "completion_days": _("Time to complete, in working days"),
    "extension_days": _("days of an extension at most"),
    "check_by": _("Formal check until"),
    "count": _("count"),
    "credit_code": _("credit code"),
    "determine_by": _("Determination until"),
    "divisions": _("number of divisions"),
    "due_on": _("due on"),
    "edition": _("edition"),
    "email": _("e-mail address"),
    "expires_on": _("valid until"),
    "factors": _("second factors and passkeys"),
    "file": _("file"),
    "files": _("files"),
    "formal_check": _("Formal check"),
    "from": _("from"),
    "hash": _("hash"),
    "items": _("items"),
    "jobs": _("jobs"),
    "readers": _("Readers of each filing"),
    "reading_threshold": _("A third one reads where two differ by more than, in points"),
    "lease_days": _("A filing that a reviewer took stays theirs, in days"),
    "level": _("stage aimed at"),
    "mark": _("mark"),
    "mentions": _("comments that name somebody"),
    "method": _("method"),
    "name": _("name"),
    "new": _("new items"),
    "notice_days": _("Public notice, in working days"),
    "number": _("number"),
    "no_longer_asked": _("answers no longer asked for"),
    "offices": _("authorities"),
    "opens_on": _("first day"),
    "organisations": _("number of organisations"),
    "owner_name": _("owner"),
    "pages": _("number of pages"),
    "path": _("address"),
    "people": _("people"),
    "publish_by": _("Publication until"),
    "reason": _("reason"),
    "review_by": _("Review until"),
    "region": _("region"),
    "regions": _("number of regions"),
    "replaces": _("who has left"),
    "roles": _("roles"),
    "section": _("section"),
    "sessions": _("sessions"),
    "sha256": _("hash"),
    "snapshot": _("snapshot"),
    "standard": _("standard"),
    "state": _("state"),
    "standard_version": _("version of the standard"),
    "summary_due_on": _("annual summaries due"),
    "to": _("to"),
    "to_confirm": _("answers to confirm"),
    "token": _("token"),
    "tokens": _("tokens for programs"),
    "uploads": _("uploads not finished"),
    "validity_years": _("A certificate is valid, in years"),
    "version": _("version"),
    "virus": _("virus"),
    "year": _("year"),
}

# Values that are themselves words of the portal: the states a filing comes to.
VALUES: dict[str, Promise] = {
    "draft": _("Being filled in"),
    "submitted": _("Submitted"),
    "in_review": _("Under review"),
    "returned": _("Returned for correction"),
    "reviewed": _("Awaiting determination"),
    "determined": _("Determined"),
    "incomplete": _("Returned at the formal check"),
    "refused": _("Not accepted"),
    "accepted": _("Accepted for review"),
    "at_city": _("First review by the city"),
    "on_notice": _("On public notice"),
    "published": pgettext_lazy("result", "Published"),
    "revoked": _("Revoked"),
    "todo": _("To do"),
    "doing": _("In work"),
    "done": _("Done"),
}

FAULTS: dict[str, Promise] = {
    "content": _("the entry was changed after it was written"),
    "link": _("the entry does not continue the one before it"),
    "gap": _("entries before it are missing"),
    "head": _("the entry signed on an earlier day is no longer there as it was"),
    "signature": _("the signature of an earlier day's head is not ours"),
}


# Names under which the portal itself enters what no signed-in person did.
NOBODY: dict[str, Promise] = {"anonymous": _("Not signed in"), "system": _("The portal itself")}


def person_in_words(name: str) -> str:
    """Who did it: a person's name as it is, the portal's own names in the reader's language."""
    return str(NOBODY.get(name, name))


def action_in_words(action: str) -> str:
    """The action's own words, else those of its group with the step's name."""
    if words := ACTIONS.get(action) or STEPS.get(action):
        return str(words)
    group, _dot, step = action.partition(".")
    return f"{ACTIONS[group]}: {step}" if step and group in ACTIONS else action


def object_in_words(label: str) -> str:
    """A stored "evaluations.Filing" as its readers call it."""
    name = label.rpartition(".")[2]
    return str(OBJECTS.get(name, name))


def details_in_words(detail: Mapping[str, object]) -> list[tuple[str, object]]:
    """The values that say something, each with its name in words; a changed field says what it was before."""
    names = DETAILS | FIELDS
    return [(str(names.get(name, name)), _detail_in_words(name, value)) for name, value in detail.items() if value]


def _detail_in_words(name: str, value: object) -> object:
    if name in FIELDS and isinstance(value, list) and len(value) == 2:
        # What was said for the first time has nothing before it.
        sides = value[1:] if value[0] is None else value
        return " → ".join(_side_in_words(name, side) for side in sides)
    return _choice_in_words(name, value) if name in CHOICES else _value_in_words(value)


def _side_in_words(name: str, side: object) -> str:
    """Before or after; — where nothing was said."""
    if isinstance(side, bool):
        return str(_("yes") if side else _("no"))
    if isinstance(side, list):
        return "、".join(_choice_in_words(name, one) for one in side) or "—"
    return "—" if side is None or side == "" else _choice_in_words(name, side)


def _choice_in_words(name: str, value: object) -> str:
    return str(CHOICES.get(name, {}).get(str(value), value))


def _value_in_words(value: object) -> object:
    if value is True:
        return _("yes")
    return VALUES.get(value, value) if isinstance(value, str) else value


def stored_object(typed: str) -> str:
    """What somebody typed to find an object, "filing 12" in any language, as it is stored: "Filing 12"."""
    kind, _space, number = typed.strip().rpartition(" ")
    kind, number = (kind, number) if number.isdigit() else (typed.strip(), "")
    named = {str(words).lower(): name for name, words in OBJECTS.items()}
    return f"{named.get(kind.lower(), kind)} {number}".strip()
