"""What the audit's actions are called; an action without words here is shown as it is stored."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
    "register.uploaded": _("Register uploaded"),
    "register.imported": _("Register imported"),
    "filing": _("Steps of filings"),
    "review": _("Work of reviewers"),
    "notice": _("Public notices and publications"),
    "objection": _("Objections to results"),
    "comment": _("Discussions of an enterprise"),
    "plan": _("Improvement plans"),
    "document": _("Documents of the library"),
    "summary": _("Steps of annual summaries"),
    "standard": _("Standards"),
    "reference.loaded": _("Reference data loaded"),
    "file.infected": _("File with a virus refused"),
    "audit.exported": _("Audit exported"),
    "housekeeping": _("Housekeeping"),
    "demo.retired": _("Demo accounts retired"),
    "database.seeded": _("Database filled with synthetic enterprises"),
}

# Steps of other rooms; a filter asks for their group as a whole.
STEPS: dict[str, Promise] = {
    "filing.open": _("Filing opened"),
    "filing.submit": _("Filing submitted"),
    "filing.resubmit": _("Filing submitted again"),
    "filing.withdraw": _("Filing withdrawn"),
    "filing.complete": _("Filing completed and submitted again"),
    "filing.accept": _("Filing accepted for review"),
    "filing.ask_completion": _("Filing returned as incomplete"),
    "filing.refuse": _("Filing not accepted"),
    "filing.readmit": _("Filing admitted after all"),
    "filing.recommend": _("Recommended by the city"),
    "filing.advise_against": _("Not recommended by the city"),
    "filing.escalate": _("Passed up by the city"),
    "filing.recall": _("Taken back from the city"),
    "authority_round.recall": _("Filings taken back from the cities after their day"),
    "authority_round.delegate": _("Filings handed to a city for its first review"),
    "filing.take": _("Review begun"),
    "filing.release": _("Review handed back"),
    "filing.return": _("Filing returned for correction"),
    "filing.finish": _("Review finished"),
    "filing.send_back": _("Review sent back to the reviewer"),
    "filing.determine": _("Result determined"),
    "filing.announce": _("Result put on public notice"),
    "filing.publish": _("Result published"),
    "filing.reopen": _("Determination taken back, to decide anew"),
    "filing.revoke": _("Published result revoked"),
    "bulk.accept": _("Many filings accepted"),
    "bulk.ask_completion": _("Many filings returned as incomplete"),
    "bulk.assign": _("Many filings assigned"),
    "bulk.extend": _("Many companies' last day extended"),
    "roster.invite": _("Companies invited to a round"),
    "roster.remind": _("Invited companies reminded"),
    "roster.remove": _("Companies taken off a roster"),
    "extension.give": _("Last day of a company extended"),
    "extension.take_back": _("Extension of a last day taken back"),
    "bulk.undo": _("Step with many filings undone"),
    "filing.undo_accept": _("Acceptance taken back"),
    "filing.undo_completion": _("Return as incomplete taken back"),
    "filing.assign_reviewer": _("Filing assigned to a reviewer"),
    "notice.post": _("Public notice posted"),
    "notice.publish": _("Publication of a public notice asked for"),
    "notice.publish_directly": _("Publication without a public notice asked for"),
    "objection.receive": _("Objection received"),
    "objection.reject": _("Objection rejected"),
    "objection.uphold": _("Objection upheld"),
    "authority_round.set": _("Procedure of the authority's round set"),
    "filing.prefill": _("Answers of an earlier year taken over"),
    "filing.undo_prefill": _("Taken-over answers given back"),
    "filing.appeal": _("Appeal filed"),
    "filing.withdraw_appeal": _("Appeal withdrawn"),
    "filing.uphold_appeal": _("Appeal upheld"),
    "filing.reject_appeal": _("Appeal rejected"),
    "filing.move": _("Filing moved to another version of the standard"),
    "filing.apply_workbook": _("Offline workbook imported"),
    "filing.assign": _("Dimension given to colleagues"),
    "filing.unassign": _("Dimension taken back"),
    "filing.ask_to_submit": _("Responsible person asked to submit"),
    "comment.add": _("Comment written"),
    "comment.edit": _("Comment changed"),
    "comment.remove": _("Comment removed"),
    "comment.settle": _("Discussion settled"),
    "comment.reopen": _("Discussion opened again"),
    "filing.take_over_evidence": _("Evidence of an earlier year taken over"),
    "review.agree_with_rest": _("Remaining items agreed"),
    "plan.save": _("Improvement plan saved"),
    "plan.change": _("Action of the plan changed"),
    "plan.drop": _("Action of the plan dropped"),
    "plan.restore": _("Dropped action taken back"),
    "document.add": _("Document added to the library"),
    "document.version": _("New version of a document"),
    "document.change": _("Details of a document changed"),
    "document.renew": _("Newest version shown on open items"),
    "document.archive": _("Document archived"),
    "document.restore": _("Document restored"),
    "document.delete": _("Document deleted"),
    "standard.load": _("Standard loaded"),
    "standard.publish": _("Standard published"),
    "standard.simulate": _("Version of a standard tried on a round"),
    "standard.retire": _("Version of a standard retired"),
    "summary.open": _("Annual summary opened"),
    "summary.build": _("Annual summary built"),
    "summary.submit": _("Annual summary submitted"),
    "summary.collect": _("Annual summaries collected"),
}

# What an entry is about, by the model it names.
OBJECTS: dict[str, Promise] = {
    "User": _("account"),
    "Organisation": _("Organisation"),
    "Enterprise": _("Enterprise"),
    "Membership": _("membership"),
    "Invitation": _("invitation"),
    "StoredFile": _("File"),
    "Round": _("Round"),
    "StandardVersion": _("version of the standard"),
    "Filing": _("filing"),
    "Summary": _("Annual summary"),
    "Comment": _("comment"),
    "ImprovementPlan": _("improvement plan"),
    "ImprovementAction": _("action of the plan"),
    "Document": _("document"),
    "AuthorityRound": _("procedure"),
    "BulkStep": _("step with many filings"),
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
    "level": _("stage aimed at"),
    "mentions": _("comments that name somebody"),
    "method": _("method"),
    "name": _("name"),
    "new": _("new items"),
    "notice_days": _("Public notice, in working days"),
    "no_longer_asked": _("answers no longer asked for"),
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
    """The values that say something, each with its name in words."""
    named = [(str(DETAILS.get(name, name)), value) for name, value in detail.items() if value]
    return [(name, _value_in_words(value)) for name, value in named]


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
