"""Filings in every state, walked there by the real services; traits are words of the procedure."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from evaluations.enums import Step
from evaluations.models import (
    Answer,
    AuthorityRound,
    Document,
    DocumentVersion,
    Filing,
    Node,
    Review,
    Round,
    Score,
    StandardVersion,
)
from evaluations.queries import flow_of
from evaluations.services.filings import open_filing, submit_filing
from evaluations.services.formal_checks import accept_filing
from evaluations.services.reviews import determine_filing, finish_review, return_filing, take_filing
from evaluations.services.transitions import perform_transition
from evaluations.workflow import TRANSITIONS
from portal.enums import FilePurpose, Role
from portal.models import Enterprise, Organisation
from portal.services.files import store_file
from portal.tenancy import Actor, scope
from tests import factories
from tests.seeding import seeding

SAMPLE = {"standard__code": "sample-ladder", "version": "2025.1"}
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"

# one pixel
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c63f80f0001010100b138"
    "f6140000000049454e44ae426082"
)


@dataclass
class Case:
    """A company, its people, the officials in charge, and one filing."""

    company: Enterprise
    filler: Actor
    responsible: Actor
    reviewer: Actor
    approver: Actor
    filing: Filing = field(init=False)

    def read(self) -> Filing:
        """The filing as it is now."""
        with seeding():
            self.filing = Filing.objects.select_related(
                "round", "evaluation__standard_version", "enterprise", "receipt"
            ).get(pk=self.filing.pk)
        return self.filing


def sample_version() -> StandardVersion:
    return StandardVersion.objects.get(**SAMPLE)


def sample_items() -> QuerySet[Node]:
    return Node.objects.filter(kind="item", **{f"version__{name}": value for name, value in SAMPLE.items()})


def item_codes() -> list[str]:
    return list(sample_items().values_list("code", flat=True))


def yearly_round(year: int | None = None, *, closed: bool = False) -> Round:
    """A round still open today, also one of an earlier year; `closed` ended long ago."""
    this_year = timezone.localdate().year
    year = year or this_year
    last = date(year - 1, 1, 1) if closed else date(this_year, 12, 31)
    days = {
        "opens_on": date(year - 1, 1, 1) if closed else date(year, 1, 1),
        "closes_on": last,
        "summary_due_on": date(year, 12, 15),
    }
    sample = {f"standard_version__{name}": value for name, value in SAMPLE.items()}
    with seeding():
        known = Round.objects.filter(year=year, **days, **sample).select_related("standard_version").first()
        if known:
            return known
        return Round.objects.update_or_create(year=year, defaults=days | {"standard_version": sample_version()})[0]


def authority_round(under: str = "330000", *, year: int | None = None, **settings: Any) -> AuthorityRound:
    """How the office goes about the year's round; `settings` are fields of it."""
    office = factories.authority(under)
    by, yearly = factories.approver(under).person_id, yearly_round(year)
    with seeding():
        return AuthorityRound.objects.update_or_create(
            round=yearly,
            scope=office.scope,
            defaults={"authority": office, "updated_by_id": by} | settings,
        )[0]


def case(
    company: Enterprise | None = None,
    *,
    year: int | None = None,
    rung: str = "2",
    answered: bool = True,
    submitted: bool = False,
    in_review: bool = False,
    returned: bool = False,
    reviewed: bool = False,
    determined: bool = False,
    steps: tuple[str, ...] = (),
    flagged: tuple[str, ...] = ("D1.1",),
    lowered: tuple[str, ...] = (),
    under: str = "330000",
    officials: tuple[Actor, Actor] | None = None,
) -> Case:
    """A filing as far as the traits say: every answer at `rung`; `flagged` go back, `lowered` get one rung less.

    `steps` of the table are taken after those, in a round that has them.

    `officials` are the reviewer and the approver in charge, else new people of `under`.
    """
    made = _begin(company or factories.enterprise(under=under), under, officials)
    with scope(made.filler) as actor:
        made.filing = open_filing(actor=actor, yearly_round=yearly_round(year))
    if answered:
        answer_all(made, rung)
    if submitted or in_review or returned or reviewed or determined:
        with scope(made.responsible) as actor:
            submit_filing(actor=actor, filing=made.filing, pledged=True)
    if in_review or returned or reviewed or determined:
        _review(made, rung, flagged if returned else (), lowered)
    if returned:
        with scope(made.reviewer) as actor:
            return_filing(actor=actor, filing=made.filing, reason="请补充材料")
    if reviewed or determined:
        with scope(made.reviewer) as actor:
            finish_review(actor=actor, filing=made.filing, opinion="材料齐全")
    if determined:
        with scope(made.approver) as actor:
            determine_filing(actor=actor, filing=made.filing)
    for step in steps:
        _take_step(made, step)
    made.read()
    return made


def _begin(company: Enterprise, under: str, officials: tuple[Actor, Actor] | None) -> Case:
    """The company and everybody in charge, made at once."""
    office = None if officials else factories.authority(under)
    places = [(company.organisation, [Role.FILLER]), (company.organisation, [Role.RESPONSIBLE])]
    places += [(office, [Role.REVIEWER]), (office, [Role.APPROVER])] if office else []
    filler, responsible, *found = factories.members(*places)
    return Case(company, filler, responsible, *(officials or found))


def _take_step(made: Case, step: str) -> None:
    roles = next(transition.roles for transition in TRANSITIONS if transition.name == step)
    with scope(made.approver if Role.APPROVER in roles else made.reviewer) as actor:
        perform_transition(actor=actor, filing=made.filing, name=step, reason="示例原因")


def answer_all(made: Case, rung: str) -> None:
    with scope(made.filler) as actor:
        Answer.objects.bulk_create(
            Answer(
                evaluation_id=made.filing.evaluation_id,
                item=node,
                scope=made.filing.scope,
                rung=rung,
                remark=f"{factories.CANARY}{made.company.pk}：{node.title_zh}",
                updated_by_id=actor.person_id,
            )
            for node in sample_items()
        )


def _review(made: Case, rung: str, flagged: tuple[str, ...], lowered: tuple[str, ...]) -> None:
    below = str(int(rung) - 1)
    with scope(made.reviewer) as actor:
        if Step.FORMAL_CHECK in flow_of(made.filing):
            accept_filing(actor=actor, filing=made.filing)
        review: Review = take_filing(actor=actor, filing=made.filing)
        Score.objects.bulk_create(
            Score(
                review=review,
                answer=answer,
                scope=review.scope,
                rung=below if answer.item.code in lowered else rung,
                comment="证据不足" if answer.item.code in (*lowered, *flagged) else "",
                flagged=answer.item.code in flagged,
                updated_by_id=actor.person_id,
            )
            for answer in Answer.objects.filter(evaluation_id=made.filing.evaluation_id).select_related("item")
        )


def library_version(actor: Actor, name: str, *, title: str = "", content: bytes = PDF, **days: date) -> DocumentVersion:
    """A document of the actor's company with one version, which is shown nowhere yet."""
    with seeding():
        owner = Organisation.objects.get(pk=actor.home_id)
        file = store_file(actor=actor, organisation=owner, purpose=FilePurpose.EVIDENCE, name=name, content=content)
        by = {"created_by_id": actor.person_id, "updated_by_id": actor.person_id}
        document = Document.objects.create(enterprise=owner, scope=owner.scope, title=title or name, **by)
        added = {"file": file, "scope": owner.scope, "added_by_id": actor.person_id}
        return DocumentVersion.objects.create(document=document, **added, **days)


def unmarked(page: str) -> str:
    """A page without the marks on words that differ, which part a text."""
    return re.sub(r'<mark class="differs"><span class="visually-hidden">[^<]*</span>|</mark>', "", page)
