"""One small country: three companies and six offices, each with one of everything, and a person in every role.

`own` is what a person works on, `same` lies with a neighbour (another company or office of the same province),
`other` in another authority, `absent` nowhere. Every text carries the canary of the tenant it belongs to; texts that
nobody outside may read yet (drafts) carry a second one.
"""

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from evaluations.models import Answer, Evidence, Filing, Score
from portal.enums import FilePurpose, JobState, OrganisationKind, Role
from portal.models import Invitation, Job, Membership, Notice, Organisation
from portal.rules import managing_role
from portal.services.accounts import create_token
from portal.services.files import store_file
from portal.services.invitations import invite_person
from portal.services.register_import import PREVIEW
from portal.services.uploads import open_upload
from portal.tenancy import Actor, scope
from tests import factories
from tests.access.closing import explain_and_contest
from tests.access.desk import furnish_desk
from tests.access.experts import give_to_expert
from tests.access.extending import extend_last_day
from tests.access.interests import declare, hand_back
from tests.access.library import furnish_library
from tests.access.offices import furnish_office
from tests.access.piloting import days_of_today, furnish_platform, open_institute
from tests.access.plans import furnish_plan
from tests.access.publishing import make_known
from tests.access.queue_views import keep_views
from tests.access.simulating import try_standard
from tests.access.summaries import furnish_summaries
from tests.access.team import furnish_team, share_team
from tests.access.visits import visit_company
from tests.access.workbooks import keep_filled_workbook
from tests.evaluations.factories import PDF, case, library_version, sample_version
from tests.factories import CANARY, authority, member, ministry, user_of
from tests.seeding import seeding

OFFICIALS = ("reviewer", "approver", "administrator", "bureau", "expert")
ROLES = ("filler", "responsible", *OFFICIALS, "institute", "officer", "operator")
RELATIONS = ("own", "same", "other", "absent")
STATES = ("draft", "submitted", "in review", "reviewed", "determined")
YEARS = {"draft": 2026, "submitted": 2025, "in review": 2024, "reviewed": 2023, "determined": 2022}
ABSENT = 999_999_999
_COMPANIES = ("甲", "乙", "丙")
# What an institute has of its own; the first company is its neighbour.
_INSTITUTE = ("院", "甲", "丙")
_OFFICES = {
    "enterprise": _COMPANIES,
    "authority": ("浙", "杭", "粤"),
    "bureau": ("杭", "浙", "粤"),
    "ministry": ("部", "营", "浙"),
    "operator": ("营", "部", "浙"),
}
_SUMMARIES = ("浙", "甬", "粤")
# What each kind of reader may meet; drafts ("稿") are for the owner alone.
_READS = {
    "enterprise": ("甲", "甲稿"),
    "authority": ("甲", "乙", "院", "浙", "杭", "浙稿"),
    "bureau": ("甲", "杭", "院"),
    "institute": ("院", "院稿"),
    "expert": ("甲",),
    "ministry": ("甲", "乙", "丙", "院", "浙", "杭", "粤", "甬", "部", "营"),
    "operator": ("甲", "乙", "丙", "院", "浙", "杭", "粤", "甬", "部", "营"),  # jobs and audit of everybody
}


@dataclass
class World:
    """`keys[tenant][object]` is what an address needs; `marks[canary]` the texts by which a reader recognises it."""

    actors: dict[str, Actor] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    keys: dict[str, dict[str, Any]] = field(default_factory=dict)
    marks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    shared: dict[str, Any] = field(default_factory=dict)  # by its word in the matrix: what is the same for everybody

    def is_object(self, name: object) -> bool:
        return any(name in kept for kept in self.keys.values())

    def key(self, role: str, relation: str, name: str) -> Any:
        """The key of the object `name` as it stands to the role; one that no row has for `absent`."""
        if relation == "absent":
            sample = next(kept[name] for kept in self.keys.values() if name in kept)
            return ABSENT if isinstance(sample, int) else "absent00"
        return self.keys[self._tenant(role, relation, name)][name]

    def _tenant(self, role: str, relation: str, name: str) -> str:
        place = RELATIONS.index(relation)
        if self.kind(role) == OrganisationKind.INSTITUTE and name in self.keys["院"]:
            return _INSTITUTE[place]
        if name not in self.keys["浙"]:
            return _COMPANIES[place]
        if name not in self.keys["甲"]:
            return _SUMMARIES[place]
        return _OFFICES[self.kind(role)][place]

    def kind(self, role: str) -> str:
        return self.actors[role].kind if role in self.actors else "enterprise"

    def colleagues_before(self, role: str) -> list[str]:
        """Roles on the same side of the same office that stand before this one."""
        own, before = self.actors[role], ROLES[: ROLES.index(role)]
        place = (own.organisation_id, own.side)
        return [one for one in before if (self.actors[one].organisation_id, self.actors[one].side) == place]

    def forbidden(self, role: str) -> list[str]:
        """Texts that must not appear in anything this role is shown."""
        reads = _READS.get(role, _READS[self.kind(role)]) if role in self.actors else ()
        return [text for canary, texts in self.marks.items() if canary not in reads for text in texts]


def build_world() -> World:
    """All of it, inside the caller's transaction."""
    world = World()
    places = {"浙": authority(), "粤": authority("440000"), "甬": authority("330200"), "部": ministry()}
    places |= {"营": authority("OPERATOR"), "杭": _bureau(authority(), "330100")}
    for canary, office in places.items():
        _furnish(world, canary, office)
    for canary, office in (
        ("浙", places["杭"]),
        ("甬", _bureau(places["甬"], "330203")),
        ("粤", _bureau(places["粤"], "440100")),
    ):
        world.keys[canary]["bureau"] = office.pk
    world.actors |= {
        "reviewer": member(places["浙"], Role.REVIEWER),
        "approver": member(places["浙"], Role.APPROVER),
        "administrator": member(places["浙"], Role.ADMINISTRATOR),
        "bureau": member(places["杭"], Role.REVIEWER),
        "expert": member(places["浙"], Role.EXPERT),
        "officer": member(places["部"], Role.OFFICER),
        "operator": member(places["营"], Role.ADMINISTRATOR),
    }
    zhejiang = (world.actors["reviewer"], world.actors["approver"])
    for canary, region, under in (("甲", "330106", "330000"), ("乙", "330402", "330000"), ("丙", "440106", "440000")):
        _company(world, canary, region, under, zhejiang if under == "330000" else None)
    _institute(world)
    _assign(world, zhejiang)
    own = world.keys["甲"]["enterprise"]
    with seeding():
        company = Organisation.objects.get(pk=own)
    world.actors |= {"filler": member(company, Role.FILLER), "responsible": member(company, Role.RESPONSIBLE)}
    world.shared |= days_of_today(timezone.localdate())
    world.shared |= share_team(world.keys["甲"], world.actors["filler"], world.actors["responsible"])
    for canary in _SUMMARIES:
        _summary(world, canary, places[canary])
    furnish_desk(world.actors["officer"], [places[canary] for canary in _SUMMARIES])
    make_known(world.keys, {canary: places[canary] for canary in _SUMMARIES})
    world.shared["@standard"] = sample_version().pk
    simulation = try_standard(world.actors["officer"])
    for kept in world.keys.values():
        kept["simulation"] = simulation.pk
    _account(world)
    return world


def _bureau(parent: Organisation, region: str) -> Organisation:
    with seeding():
        fields = {"kind": OrganisationKind.BUREAU, "parent": parent, "region_id": region}
        scope_path = f"{parent.scope}{region[:4]}/"
        return Organisation.objects.create(code=f"B{region}", name="杭州市局", scope=scope_path, **fields)


def _company(world: World, canary: str, region: str, under: str, officials: tuple[Actor, Actor] | None) -> None:
    text = f"{CANARY}{canary}"
    company = factories.enterprise(region, under=under, name=f"{text}号制造有限公司")
    world.marks[canary] = (text + "号", text + "：", f"{CANARY}{company.pk}：")
    world.marks[f"{canary}稿"] = (f"{text}稿",)
    _furnish(world, canary, company.organisation)
    keys = world.keys[canary]
    keys["enterprise"] = company.pk
    officials = officials or (factories.reviewer(under), factories.approver(under))
    for state in STATES:
        traits = {} if state == "draft" else {state.replace(" ", "_"): True}
        made = case(company, year=YEARS[state], rung="5", under=under, officials=officials, lowered=("D1.2",), **traits)  # type: ignore[arg-type]
        keys[f"{state} filing"] = made.filing.pk
        _support(keys, state, text, made.filing, made.filler)
        hand_back(made.filing, officials[1], under)
    keys |= {f"assigned {name}": keys[f"in review {name}"] for name in ("filing", "evidence")}
    extend_last_day(keys["submitted filing"], f"{text}：顺延", officials[1])
    keys |= visit_company(keys["in review filing"], text)
    furnish_plan(keys, text, made.filler)
    with scope(made.filler) as actor:
        upload = open_upload(actor=actor, purpose=FilePurpose.EVIDENCE, name=f"{text}稿.zip", size=9, key=f"{text}稿")
    keys["upload"] = upload.pk
    keys["filled workbook"] = keep_filled_workbook(made.filler, keys["draft filing"], f"{text}稿离线")
    furnish_team(keys, text, made.filler)
    furnish_library(keys, text, made.filler)
    furnish_platform(keys, text, made.filler, timezone.localdate())


def _institute(world: World) -> None:
    """Beside the first company, with a platform and with all that every organisation has."""
    text = f"{CANARY}院"
    organisation, world.actors["institute"] = open_institute(f"{text}号研究院")
    _furnish(world, "院", organisation)
    furnish_platform(world.keys["院"], text, world.actors["institute"], timezone.localdate())


def _assign(world: World, officials: tuple[Actor, Actor]) -> None:
    """One more filing of the first company, in the expert's hands; what is called so of the others is an official's."""
    made = give_to_expert(world.keys["甲"]["enterprise"], world.actors["expert"], officials)
    world.keys["甲"]["assigned filing"] = made.filing.pk
    _support(world.keys["甲"], "assigned", f"{CANARY}甲", made.filing, made.filler)


def _support(keys: dict[str, Any], state: str, text: str, filing: Filing, filler: Actor) -> None:
    """A file on the first item and texts with the canary; a draft's texts are the company's own."""
    mark = f"{text}稿" if state == "draft" else f"{text}："
    version = library_version(filler, f"{mark}.pdf", title=mark)
    with seeding():
        Answer.objects.filter(evaluation_id=filing.evaluation_id).update(remark=f"{mark}说明")
        Score.objects.filter(review__filing=filing).exclude(comment="").update(comment=f"{text}：证据不足")
        answer = Answer.objects.get(evaluation_id=filing.evaluation_id, item__code="D1.1")
        handed = {"handed_title": mark, "handed_number": 1} if state != "draft" else {}
        fields = {"scope": filing.scope, "added_by_id": filler.person_id} | handed
        row = Evidence.objects.create(answer=answer, file=version.file, document_version=version, **fields)
        explain_and_contest(filing, answer, mark, filler)
    keys |= {f"{state} evidence": row.pk, f"{state} file": version.file_id, f"{state} document": version.document_id}


def _furnish(world: World, canary: str, organisation: Organisation) -> None:
    """What every organisation has: a colleague, an open invitation, a job, a register's preview, a notice."""
    text = f"{CANARY}{canary}"
    world.marks.setdefault(canary, (text + "号", text + "："))
    role = managing_role(organisation.kind)
    boss, colleague = member(organisation, role), member(organisation, role, name=f"{text}：同事")
    with seeding():
        invited = invite_person(
            actor=boss, organisation=organisation, email=f"new{organisation.pk}@example.test", roles=[role]
        )
        Invitation.objects.filter(pk=invited.pk).update(scope=organisation.scope)
        label: dict[str, Any] = {"organisation": organisation, "name": f"{text}：表.pdf", "content": PDF}
        file = store_file(actor=boss, purpose=FilePurpose.REJECTED_ROWS, **label)
        export = store_file(actor=boss, purpose=FilePurpose.EXPORT, **label)
        names = {
            "scope": organisation.scope,
            "organisation": organisation,
            "side": boss.side,
            "created_by_id": boss.user_id,
        }
        params = {"organisation": organisation.pk, "roles": [], "key": text, "name": f"{text}：表.csv", "file": file.pk}
        job = Job.objects.create(kind="export_queue", key=f"{text}：", params=params, **names)
        failed = Job.objects.create(kind="export_queue", key="f", params=params, state=JobState.FAILED, **names)
        preview = Job.objects.create(
            kind=PREVIEW, key=f"{text}：", params=params, state=JobState.DONE, result={"counts": {"new": 1}}, **names
        )
        Job.objects.filter(pk=preview.pk).update(result_file=file, progress_text=f"{text}：")
        exported = Job.objects.create(
            kind="export_queue", key="e", params=params, state=JobState.DONE, result_file=export, **names
        )
        notice = Notice.objects.create(
            recipient_id=colleague.person_id, scope=organisation.scope, key=text, subject=f"{text}：通知"
        )
        membership = Membership.objects.get(user_id=colleague.person_id)
    kept = keep_views(colleague, text) | declare(colleague, organisation, text)
    world.keys[canary] = {
        "member": membership.pk,
        "invitation": invited.pk,
        "notice": notice.pk,
        "job": job.pk,
        "failed job": failed.pk,
        "colleague's export job": exported.pk,
        "register preview": preview.pk,
        "own file": file.pk,
        "colleague's export": export.pk,
        "token": _token(colleague)[0],
    } | kept


def _token(actor: Actor) -> tuple[str, str]:
    with scope(actor):
        token, text = create_token(actor=actor, user=user_of(actor))
    return token.token_key, text


def _summary(world: World, canary: str, office: Organisation) -> None:
    """What an office has: its workbench and its summaries."""
    text, writer = f"{CANARY}{canary}", member(office, Role.APPROVER)
    world.marks[f"{canary}稿"] = (f"{text}稿",)
    world.keys[canary] |= furnish_office(writer, f"{text}：原因") | furnish_summaries(writer, office, text)
    with scope(writer):
        upload = open_upload(
            actor=writer, purpose=FilePurpose.ATTACHMENT, name=f"{text}稿.pdf", size=9, key=f"{text}稿"
        )
    world.keys[canary]["office upload"] = upload.pk


def _account(world: World) -> None:
    """Everybody's own token, notice and job."""
    for role, actor in world.actors.items():
        world.tokens[role] = _token(actor)[1]
        with seeding():
            Notice.objects.create(recipient_id=actor.person_id, scope=actor.path, key="w", subject="您好")
