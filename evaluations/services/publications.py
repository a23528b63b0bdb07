"""Putting determined results on public notice, publishing them, revoking them: one filing at a time, each once."""

from functools import cache

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.enums import EntryState, FilingState
from evaluations.models import Certificate, Filing, NoticeEntry, PublicNotice
from evaluations.notice_queries import open_entry, waits
from evaluations.publication_rules import may_announce, may_publish
from evaluations.queries import definition_of, visible_filings
from evaluations.review_queries import members_of
from evaluations.review_rules import may_judge
from evaluations.services.certificates import issue_certificate, revoke_certificates
from evaluations.services.filing_notices import tell_enterprise
from evaluations.services.interests import refuse_conflict
from evaluations.services.transitions import perform_transition
from evaluations.stages import stage_of
from portal.errors import InvalidInput, NotPermitted, Refused
from portal.models import Region
from portal.presentation import shown
from portal.reasons import REASON_LIMIT
from portal.reference import DivisionRecord, divisions
from portal.tenancy import Actor


def announce_filing(*, actor: Actor, notice: PublicNotice, filing_id: int) -> NoticeEntry:
    """Put one determined filing on the notice as it stands now; the enterprise is told until when."""
    announced = perform_transition(actor=actor, filing=_own_filing(actor, filing_id), name="announce")
    # where it stood earlier it was decided anew since
    NoticeEntry.objects.filter(filing=announced).exclude(state=EntryState.SET_ASIDE).update(state=EntryState.SET_ASIDE)
    entry = _enter(notice, announced)
    tell_enterprise(
        actor=actor,
        filing=announced,
        subject=lambda: _("Your result is on public notice: %s") % announced.number,
        body=lambda: _("Until the end of %s anybody may object. After that it is published.") % shown(notice.ends_on),
        page="result/",
    )
    return entry


def _enter(notice: PublicNotice, filing: Filing) -> NoticeEntry:
    facts = filing.enterprise.enterprise
    stage = stage_of(definition_of(filing.evaluation.standard_version), filing.reviewed_level)
    reached = {"stage_zh": stage.title_zh, "stage_en": stage.title_en, "rank": stage.rank} if stage else {}
    return NoticeEntry.objects.create(
        notice=notice,
        filing=filing,
        scope=filing.scope,
        company=filing.enterprise.name,
        city=_city_name(facts.city_id),
        division=facts.division_id,
        division_zh=_division(facts.division_id).name_zh,
        division_en=_division(facts.division_id).name_en,
        level=filing.reviewed_level,
        **reached,
    )


def publish_filing(*, actor: Actor, filing_id: int) -> Certificate | None:
    """Publish one result with its certificate: after its public notice, or at once where the round has none."""
    filing = _own_filing(actor, filing_id)
    entry = open_entry(filing)
    if filing.state == FilingState.ON_NOTICE:
        if entry is None:
            raise Refused(_("This result stands on no public notice."))
        if refusal := may_publish(entry, waiting=waits(entry), today=timezone.localdate()):
            raise Refused(refusal)
    published = perform_transition(actor=actor, filing=filing, name="publish")
    if entry:
        NoticeEntry.objects.filter(pk=entry.pk).update(state=EntryState.PUBLISHED)
    certificate = issue_certificate(actor=actor, filing=published)
    tell_enterprise(
        actor=actor,
        filing=published,
        subject=lambda: _("Your result is published: %s") % published.number,
        body=lambda: (
            _("The certificate is on the page of certificates as soon as it is printed.") if certificate else ""
        ),
        page="result/",
    )
    return certificate


def revoke_result(*, actor: Actor, filing: Filing, reason: str) -> Filing:
    """Take a published result out of force, with its certificate; the enterprise reads the reason, the public does not."""
    if len(reason) > REASON_LIMIT or "\x00" in reason:
        words = _("At most %(limit)d characters, without control characters; there are %(count)d. Shorten it.")
        raise InvalidInput({"reason": [words % {"limit": REASON_LIMIT, "count": len(reason)}]})
    own = _own_filing(actor, filing.pk)
    refuse_conflict(actor=actor, filing=own)
    revoked = perform_transition(actor=actor, filing=own, name="revoke", reason=reason)
    revoke_certificates(actor=actor, filing=revoked, reason=reason)
    tell_enterprise(
        actor=actor,
        filing=revoked,
        subject=lambda: _("Your published result was revoked: %s") % revoked.number,
        body=reason.strip(),
        page="result/",
    )
    return revoked


def _own_filing(actor: Actor, pk: int) -> Filing:
    """A filing of the actor's authority, locked; NotPermitted for who is no approver, Refused for one's own company."""
    if refusal := may_announce(actor):
        raise NotPermitted(refusal)
    own = visible_filings(actor).only("state", "enterprise_id").select_for_update(no_key=True)
    filing = own.filter(pk=pk).first()
    if filing is None:
        raise Http404
    if refusal := may_judge(actor, members_of(filing)):
        raise Refused(refusal)
    return filing


@cache
def _division(code: str) -> DivisionRecord:
    return next(one for one in divisions() if one.code == code)


@cache
def _city_name(code: str) -> str:
    """Reference data: it changes with a new version of the portal."""
    return Region.objects.values_list("name", flat=True).get(pk=code)
