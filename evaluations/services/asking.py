from collections.abc import Iterable
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.models import Filing
from evaluations.services.transitions import lock_filing
from evaluations.team_rules import may_ask_to_submit
from portal.enums import NoticeKind, Role
from portal.errors import InvalidInput, Refused
from portal.models import Job, Membership, User
from portal.services.audit import record_audit
from portal.services.notices import send_notice_to
from portal.tenancy import Actor


def ask_to_submit(*, actor: Actor, filing: Filing, person: int) -> User:
    """Tell a responsible person of the company that the filing waits to be submitted, once a day at most.

    Raises InvalidInput naming `person`, Refused with the reason, also when that person was asked today already.
    """
    locked = lock_filing(actor=actor, pk=filing.pk)
    if refusal := may_ask_to_submit(actor, locked):
        raise Refused(refusal)
    member = Membership.objects.select_related("user").filter(user_id=person, **_signs(actor)).first()
    if member is None:
        raise InvalidInput({"person": [_("Choose somebody of your enterprise who is a responsible person.")]})
    today = timezone.localdate()
    if person in asked_on(locked, today, [person]):
        raise Refused(_("%s was asked today already.") % member.user, _("Speak to each other, or ask again tomorrow."))
    _tell(actor, locked, person, today)
    record_audit(actor=actor, action="filing.ask_to_submit", target=locked, detail={"people": str(member.user)})
    return member.user


def asked_on(filing: Filing, day: date, people: Iterable[int]) -> set[int]:
    """Which of them were asked on that day; the promise of the notice is the record of it."""
    keys = {f"{_key(filing, day)}:{person}": person for person in people}
    found = Job.objects.filter(kind="deliver_notice", key__in=keys, scope=filing.scope).values_list("key", flat=True)
    return {keys[key] for key in found}


def _signs(actor: Actor) -> dict[str, object]:
    return {"organisation_id": actor.home_id, "active": True, "roles__contains": [Role.RESPONSIBLE]}


def _key(filing: Filing, day: date) -> str:
    return f"filing:{filing.pk}:ask:{day}"


def _tell(actor: Actor, filing: Filing, person: int, day: date) -> None:
    send_notice_to(
        actor=actor,
        user_id=person,
        organisation_id=filing.enterprise_id,
        key=_key(filing, day),
        subject=lambda: _("%s asks you to submit the self-evaluation") % actor.user_name,
        body=lambda: _("Check the answers, confirm the pledge and submit; nobody else can."),
        link=f"/filings/{filing.pk}/check/",
        kind=NoticeKind.ASKED,
    )
