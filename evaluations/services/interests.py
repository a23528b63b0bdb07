"""Conflicts of interest: declared, taken back when no longer so, and what follows for a filing in somebody's hands."""

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.interest_queries import bars_for, own_interests, refuse_conflicted
from evaluations.interest_rules import MOST_INTERESTS, interest_faults, may_declare_interest
from evaluations.interests import Declared
from evaluations.models import Filing, Interest, Recusal, Review
from evaluations.review_queries import review_for
from evaluations.review_rules import may_recuse, reason_faults
from evaluations.services.readings import drop_reading
from evaluations.services.transitions import lock_filing, perform_transition
from portal.enums import Side
from portal.errors import InvalidInput, NotPermitted, Refused
from portal.models import Organisation
from portal.services.audit import record_audit
from portal.tenancy import Actor


def declare_interest(*, actor: Actor, wanted: Declared) -> Interest:
    """Keep one; from now on nobody assigns such a company's filing to this person. Raises InvalidInput by field."""
    if refusal := may_declare_interest(actor):
        raise NotPermitted(refusal)
    if errors := interest_faults(wanted, timezone.localdate()):
        raise InvalidInput(errors)
    office = Organisation.objects.select_for_update(no_key=True).get(pk=actor.home_id)
    standing = own_interests(actor)
    if same := standing.filter(kind=wanted.kind, name=wanted.name, code=wanted.code).first():
        return same
    if standing.count() >= MOST_INTERESTS:
        raise Refused(_("You have declared %d already.") % MOST_INTERESTS, _("Take back one that is no longer so."))
    fields = {name: getattr(wanted, name) for name in Declared.__dataclass_fields__}
    made = Interest.objects.create(person_id=actor.person_id, organisation=office, scope=office.scope, **fields)
    record_audit(actor=actor, action="interest.declare", target=made, detail={"name": str(made)})
    return made


def withdraw_interest(*, actor: Actor, pk: int) -> None:
    """It is no longer so; that it was stays on record. Http404 for a colleague's."""
    found = own_interests(actor).select_for_update(of=("self",)).filter(pk=pk).first()
    if found is None:
        raise Http404
    found.withdrawn_at = timezone.now()
    found.save(update_fields=["withdrawn_at"])
    record_audit(actor=actor, action="interest.withdraw", target=found, detail={"name": str(found)})


def recuse(*, actor: Actor, filing: Filing, reason: str) -> Filing:
    """Hand a filing back because of a conflict, for good; the enterprise learns neither reason nor person.

    Scores that were not sent to the enterprise go with it [ours]: the next reviewer begins without them.
    """
    if actor.side != Side.AUTHORITY:
        raise NotPermitted(_("Only the authority in charge reviews and determines a filing."))
    if faults := reason_faults(reason):
        raise InvalidInput({"reason": faults})
    locked = lock_filing(actor=actor, pk=filing.pk)
    review = review_for(locked, actor.user_id)
    if refusal := may_recuse(actor, locked, review):
        raise Refused(refusal)
    assert review
    if review.ordinal:
        handed_back = drop_reading(actor=actor, filing=locked, reading=review)
    else:
        review.scores.filter(released=False).delete()
        handed_back = perform_transition(actor=actor, filing=locked, name="release", audited=False)
    Recusal.objects.create(filing=locked, person_id=actor.person_id, scope=locked.scope, reason=reason.strip())
    record_audit(actor=actor, action="filing.recuse", target=locked, detail={"reason": reason.strip()}, inside=True)
    return handed_back


def refuse_conflict(*, actor: Actor, filing: Filing) -> None:
    """Raises Refused when the actor should not judge the filing's company."""
    if refusal := refuse_conflicted(actor.person_id, filing):
        raise Refused(refusal, _("A colleague without a conflict does it."))


def drop_conflicted_scores(*, actor: Actor, filing: Filing, review: Review) -> None:
    """What somebody wrote who should not judge the company, and what the company was not sent, stands for nobody after them."""
    wrote = set(review.scores.filter(released=False).values_list("updated_by_id", flat=True))
    bars = bars_for(wrote)
    conflicted = [person for person in wrote if bars.conflicts(person, filing)]
    dropped = review.scores.filter(released=False, updated_by_id__in=conflicted)
    if codes := sorted(dropped.values_list("answer__item__code", flat=True)):
        dropped.delete()
        record_audit(actor=actor, action="review.drop_conflicted", target=filing, detail={"items": codes}, inside=True)
