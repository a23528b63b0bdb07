"""An enterprise goes to another authority, by the ministry's decision, with everything that is on file."""

from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from portal.enums import NoticeKind, OrganisationKind, Role
from portal.errors import InvalidInput, NotPermitted, Refused, Stale
from portal.models import Enterprise, Organisation, Region
from portal.routing import Choice, authority_for, authority_key, enterprise_scope, place_scope, scope_authority
from portal.rules import may_move_enterprise
from portal.services.audit import record_audit
from portal.services.notices import send_notice
from portal.services.organisations import find_place, move_organisation
from portal.tenancy import Actor, scope

REASON_LIMIT = 500


@dataclass(frozen=True)
class Destination:
    """Where an enterprise goes: the county, the authority in charge there, and the scope that follows."""

    region: Region
    authority: str
    path: str


def move_enterprise(
    *, actor: Actor, enterprise: Enterprise, version: int, region: str, reason: str, authority: str = ""
) -> Enterprise:
    """Put the enterprise under the authority of `region`; `authority` says which where two may claim the place.

    Filings, files, people and their history go along, read from then on by the new authority and not by the old one.
    The audit stays with the authority it was written under; the move is written to both chains. `version` is the one
    the person saw. Raises NotPermitted, InvalidInput by field, Refused when nothing would change, Stale.
    """
    if refusal := may_move_enterprise(actor):
        raise NotPermitted(refusal)
    _check_reason(reason)
    stored = Enterprise.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=enterprise.pk)
    place = find_destination(stored, region=region, authority=authority)
    if stored.version != version:
        raise Stale(current={"region": stored.region_id}, attempted={"region": region})
    before = scope_authority(stored.scope) or ""
    with scope(Actor.system(actor.user_name)):
        move_organisation(stored.pk, place.path)
        Organisation.objects.filter(pk=stored.pk).update(region=place.region)
        changes = {"region": place.region, "city_id": f"{place.region.code[:4]}00", "version": F("version") + 1}
        Enterprise.objects.filter(pk=stored.pk).update(**changes)
        moved = Enterprise.objects.select_related("organisation").get(pk=stored.pk)
    detail = {"authority": [before, place.authority], "region": [stored.region_id, region], "reason": reason.strip()}
    for side in (stored, moved):
        record_audit(actor=actor, action="enterprise.moved", target=side, detail=detail)
    _tell(actor, moved, before, place.authority, reason.strip())
    return moved


def find_destination(enterprise: Enterprise, *, region: str, authority: str) -> Destination:
    """Raises InvalidInput for a place that is none or undecided, Refused for one of the same authority."""
    place = find_place(region)
    found = authority_for(place.code)
    codes = found.codes if isinstance(found, Choice) else (found,)
    code = codes[0] if len(codes) == 1 else authority
    if code not in codes:
        raise InvalidInput({"authority": [_("Choose one of the two authorities.")]})
    key = authority_key(code)
    if enterprise.scope.split("/")[1] == key:
        raise Refused(
            _("The enterprise is under this authority already."),
            _("A move within the authority is made by the enterprise, in its own record."),
        )
    return Destination(place, code, enterprise_scope(place_scope(key, place.code), enterprise.pk))


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise InvalidInput({"reason": [_("Say why the enterprise moves; both authorities read it.")]})
    if len(reason.strip()) > REASON_LIMIT or "\x00" in reason:
        words = _("At most %(limit)d characters, without control characters; there are %(count)d. Shorten it.")
        raise InvalidInput({"reason": [words % {"limit": REASON_LIMIT, "count": len(reason.strip())}]})


def _tell(actor: Actor, moved: Enterprise, before: str, after: str, reason: str) -> None:
    """The enterprise and both authorities; each reads the page that is its own."""
    with scope(Actor.system(actor.user_name)) as system:
        offices = Organisation.objects.filter(kind=OrganisationKind.AUTHORITY, code__in=(before, after))
        names = {office.code: office.name for office in offices}
        words = {"name": moved.organisation.name, "old": names.get(before, "—"), "new": names[after]}
        pages = {
            office.pk: f"/enterprises/{moved.pk}/" if office.code == after else "/enterprises/" for office in offices
        }
        for organisation_id, link in (pages | {moved.pk: "/enterprise/"}).items():
            send_notice(
                actor=system,
                organisation_id=organisation_id,
                roles=[Role.ADMINISTRATOR, Role.RESPONSIBLE, Role.APPROVER],
                key=f"enterprise:{moved.pk}:moved:{moved.version}",
                subject=lambda: _("%(name)s moves from %(old)s to %(new)s") % words,
                body=reason,
                link=link,
                kind=NoticeKind.PEOPLE,
            )
