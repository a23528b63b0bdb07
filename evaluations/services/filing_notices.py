"""Who is told at which step of a filing; a step's key makes every notice of it arrive once."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from evaluations.expert_queries import experts_reading, is_blind
from evaluations.models import Filing, Review
from evaluations.review_queries import review_of
from evaluations.services.window_notices import settle_reminders
from portal.bureau_queries import bureaus_in_charge
from portal.enums import OrganisationKind, Role
from portal.models import Membership
from portal.services.notices import Words, send_notice, send_notice_to
from portal.tenancy import Actor


def tell_of_submission(*, actor: Actor, filing: Filing) -> None:
    """The company's people, and the reviewers of the authority and of the city's and the county's bureau; no reminder
    is left."""
    settle_reminders(actor=actor, filing=filing)
    tell_enterprise(
        actor=actor,
        filing=filing,
        subject=lambda: _("Your self-evaluation was submitted: %s") % filing.number,
        body=lambda: _("Submitted by %s. The receipt and what happens next are on its page.") % actor.user_name,
        page="receipt/",
    )
    for office in _queues(filing):
        send_notice(
            actor=actor,
            organisation_id=office,
            roles=[Role.REVIEWER],
            key=_key(filing, "submitted"),
            subject=lambda: _("A filing was submitted: %s") % filing.enterprise.name,
            body=lambda: _("Number %s. It waits in the review queue.") % filing.number,
            link=f"/review/{filing.pk}/",
        )


def tell_of_withdrawal(*, actor: Actor, filing: Filing) -> None:
    """The company's people, and the reviewers in whose queue the filing is no longer."""
    tell_enterprise(
        actor=actor,
        filing=filing,
        subject=lambda: _("The submission was withdrawn: %s") % filing.number,
        body=lambda: (
            _("Withdrawn by %s. All answers are open again; submit before the window closes.") % actor.user_name
        ),
        page="",
    )
    for office in _queues(filing):
        send_notice(
            actor=actor,
            organisation_id=office,
            roles=[Role.REVIEWER],
            key=_key(filing, "withdrawn"),
            subject=lambda: _("A filing was withdrawn: %s") % filing.enterprise.name,
            body=lambda: _("Number %s. It comes back when the enterprise submits it again.") % filing.number,
            link="/review/",
        )


def tell_approvers(*, actor: Actor, filing: Filing) -> None:
    """The authority's approvers: a review is finished and waits for the determination."""
    for office in _authority(filing):
        send_notice(
            actor=actor,
            organisation_id=office,
            roles=[Role.APPROVER],
            key=_key(filing, "reviewed"),
            subject=lambda: _("A review is finished: %s") % filing.enterprise.name,
            body=lambda: _("Number %s. Determine the result or send the review back.") % filing.number,
            link=f"/review/{filing.pk}/",
        )


def tell_authority(*, actor: Actor, filing: Filing, subject: Words, body: Words, step: str) -> None:
    """The authority's reviewers and approvers: a filing came back from below by this step."""
    for office in _authority(filing):
        send_notice(
            actor=actor,
            organisation_id=office,
            roles=[Role.REVIEWER, Role.APPROVER],
            key=_key(filing, step),
            subject=subject,
            body=body,
            link=f"/review/{filing.pk}/",
        )


def tell_of_conflict(*, actor: Actor, filing: Filing, step: str) -> None:
    """The authority's approvers and administrators: an expert, who reads blind and is not told, should not judge it."""
    for office in _authority(filing):
        send_notice(
            actor=actor,
            organisation_id=office,
            roles=[Role.APPROVER, Role.ADMINISTRATOR],
            key=_key(filing, f"conflict:{actor.person_id}:{step}"),
            subject=lambda: _("An expert holds a filing against a declaration: %s") % filing.enterprise.name,
            body=lambda: (
                _(
                    "Number %(number)s, %(who)s. The expert is not told which filing it is; release it for somebody "
                    "else. With this expert's verdicts it is not determined."
                )
                % {"number": filing.number, "who": actor.user_name}
            ),
            link=f"/review/{filing.pk}/",
        )


def tell_of_reopening(*, actor: Actor, filing: Filing, reason: str) -> None:
    """The authority's approvers: a determination was taken back, and the filing waits for another one."""
    for office in _authority(filing):
        send_notice(
            actor=actor,
            organisation_id=office,
            roles=[Role.APPROVER],
            key=_key(filing, "reopened"),
            subject=lambda: _("A determination was taken back: %s") % filing.enterprise.name,
            body=reason,
            link=f"/review/{filing.pk}/",
        )


def tell_reviewers_again(*, actor: Actor, filing: Filing, reason: str) -> None:
    """The reviewers of the office that did the review: the approver asks them to look again, and why."""
    for office in _reviewing_offices(filing):
        send_notice(
            actor=actor,
            organisation_id=office,
            roles=[Role.REVIEWER],
            key=_key(filing, "sent_back"),
            subject=lambda: _("A review was sent back to you: %s") % filing.enterprise.name,
            body=reason,
            link=f"/review/{filing.pk}/",
        )
    for expert in experts_reading(filing):
        _tell_expert_again(actor, filing, expert, reason)


def tell_former_reviewer(*, actor: Actor, filing: Filing, person_id: int) -> None:
    """Whoever took it and left it alone for longer than the lease: a colleague has it now."""
    for office in _reviewing_offices(filing):
        send_notice_to(
            actor=actor,
            user_id=person_id,
            organisation_id=office,
            key=_key(filing, "taken_over"),
            subject=lambda: _("A colleague has taken over: %s") % filing.enterprise.name,
            body=lambda: (
                _("Number %s. It was left alone for longer than your office's lease; your scores stay.") % filing.number
            ),
            link=f"/review/{filing.pk}/",
        )


def tell_former_reader(*, actor: Actor, filing: Filing, reading: Review) -> None:
    """Whoever began to read it blind and left it alone: the place is free, the verdicts are gone; not who has it now."""
    person_id, key = reading.reviewer_id, _key(filing, f"reading_over:{reading.pk}")
    experts = list(experts_reading(filing).filter(user_id=person_id))
    for expert in experts:
        send_notice_to(
            actor=actor,
            user_id=person_id,
            organisation_id=expert.organisation_id,
            key=key,
            subject=lambda: _("A filing is no longer assigned to you: %s") % filing.number,
            body=lambda: _reading_over(filing),
            link="/expert/",
        )
    for office in [] if experts else _offices_of(person_id, filing):
        send_notice_to(
            actor=actor,
            user_id=person_id,
            organisation_id=office,
            key=key,
            subject=lambda: _("A filing that you read is free again: %s") % filing.enterprise.name,
            body=lambda: _reading_over(filing),
            link=f"/review/{filing.pk}/",
        )


def _reading_over(filing: Filing) -> str:
    words = _("Number %s. It was left alone for longer than your office's lease; your verdicts count no more.")
    return words % filing.number


def _tell_expert_again(actor: Actor, filing: Filing, expert: Membership, reason: str) -> None:
    """By its number; in a blind round also without the approver's words, which may name the company."""
    blind = is_blind(filing)
    send_notice_to(
        actor=actor,
        user_id=expert.user_id,
        organisation_id=expert.organisation_id,
        key=_key(filing, "sent_back"),
        subject=lambda: _("A review was sent back to you: %s") % filing.number,
        body="" if blind else reason,
        link=f"/expert/{filing.pk}/",
    )


def tell_of_appeal(*, actor: Actor, filing: Filing, version: int, items: int) -> None:
    """The authority's approvers, who determined, and everybody of the company who writes."""
    key = f"filing:{filing.pk}:appeal:{version}"
    for office in _authority(filing):
        send_notice(
            actor=actor,
            organisation_id=office,
            roles=[Role.APPROVER],
            key=key,
            subject=lambda: _("An appeal was filed: %s") % filing.enterprise.name,
            body=lambda: (
                _("Number %(number)s, items contested: %(items)d.") % {"number": filing.number, "items": items}
            ),
            link=f"/review/{filing.pk}/",
        )
    send_notice(
        actor=actor,
        organisation_id=filing.enterprise_id,
        roles=[Role.FILLER, Role.RESPONSIBLE],
        key=key,
        subject=lambda: _("Your appeal was submitted"),
        body=lambda: _("Number %s. The authority can read it now.") % filing.number,
        link=f"/filings/{filing.pk}/appeal/",
    )


def tell_enterprise(*, actor: Actor, filing: Filing, subject: Words, body: Words, page: str, step: str = "") -> None:
    """The company's people; `step` names what did not move the filing, whose state else makes the notice one of its own."""
    send_notice(
        actor=actor,
        organisation_id=filing.enterprise_id,
        roles=[Role.FILLER, Role.RESPONSIBLE],
        key=_key(filing, step or filing.state),
        subject=subject,
        body=body,
        link=f"/filings/{filing.pk}/{page}",
    )


def _queues(filing: Filing) -> list[int]:
    return [*_authority(filing), *bureaus_in_charge(filing.scope)]


def _authority(filing: Filing) -> list[int]:
    """None while the enterprise waits to be routed."""
    return [filing.enterprise.parent_id] if filing.enterprise.parent_id else []


def _reviewing_offices(filing: Filing) -> Iterable[int]:
    review = review_of(filing)
    return _offices_of(review.reviewer_id, filing) if review else _authority(filing)


def _offices_of(person_id: int, filing: Filing) -> list[int]:
    """In which the person reviews and which have the filing in their reach; else the authority."""
    offices = (OrganisationKind.AUTHORITY, OrganisationKind.BUREAU)
    memberships = Membership.objects.filter(
        organisation__kind__in=offices, active=True, roles__contains=[Role.REVIEWER]
    )
    theirs = memberships.filter(user_id=person_id)
    above = [membership.organisation_id for membership in theirs if filing.scope.startswith(membership.scope)]
    return above or _authority(filing)


def _key(filing: Filing, step: str) -> str:
    return f"filing:{filing.pk}:{filing.version}:{step}"
