"""What an outside expert does, written by the office that gave them the filing: their own database role writes nothing.

Each begins with a filing that the expert's own role could read.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from evaluations.expert_queries import cases_of, evidence_for_expert
from evaluations.experts import Case, CaseFile
from evaluations.interest_queries import conflicted_in_hand, own_interests
from evaluations.interests import Declared
from evaluations.models import Filing, Interest, Score
from evaluations.services.filing_notices import tell_of_conflict
from evaluations.services.interests import declare_interest, recuse, withdraw_interest
from evaluations.services.reviews import finish_review
from evaluations.services.scores import agree_with_rest, save_score
from portal.enums import Role, Side
from portal.errors import NotPermitted
from portal.models import StoredFile
from portal.paging import Page, page_by_key
from portal.repeats import UNKEYED, Sent
from portal.tenancy import Actor, scope


def office_of(actor: Actor) -> Actor:
    """The office acting on the expert's word, in the expert's name. Raises NotPermitted for anybody else."""
    if actor.side != Side.EXPERT:
        raise NotPermitted(_("Only an outside expert works here; officials use the review queue."))
    return replace(actor, side=Side.AUTHORITY, roles=frozenset([Role.REVIEWER]))


@contextmanager
def as_office(actor: Actor) -> Iterator[Actor]:
    """An official as they are, or the office on the expert's word."""
    if actor.side != Side.EXPERT:
        yield actor
        return
    with scope(office_of(actor)) as office:
        yield office


def score_as_expert(
    *, actor: Actor, case: Case, item_code: str, rung: str, comment: str, version: int, sent: Sent = UNKEYED
) -> Score:
    """As `save_score`; nothing is flagged, for an expert returns nothing to the company."""
    typed: dict[str, Any] = {"rung": rung, "comment": comment, "flagged": False, "version": version, "sent": sent}
    with scope(office_of(actor)) as office:
        return save_score(actor=office, filing=case.filing, item_code=item_code, **typed)


def agree_as_expert(*, actor: Actor, case: Case, expected: int) -> int:
    """As `agree_with_rest`."""
    with scope(office_of(actor)) as office:
        return agree_with_rest(actor=office, filing=case.filing, expected=expected)


def declare_as_expert(*, actor: Actor, wanted: Declared) -> Interest:
    """As `declare_interest`: from now on no such filing is given to the expert.

    Of a filing in their hands that is read blind the office is told in their place: an answer would name its company.
    """
    with scope(office_of(actor)) as office:
        made = declare_interest(actor=office, wanted=wanted)
        held = cases_of(office, [filing for filing, _why in conflicted_in_hand(office)])
        for case in [case for case in held if case.blind]:
            tell_of_conflict(actor=office, filing=case.filing, step=f"declared:{made.pk}")
        return made


def withdraw_as_expert(*, actor: Actor, pk: int) -> None:
    """As `withdraw_interest`."""
    with scope(office_of(actor)) as office:
        withdraw_interest(actor=office, pk=pk)


def list_interests(*, actor: Actor, params: Mapping[str, str]) -> Page[Interest]:
    """What the expert declared, newest first; their own role reads no such row."""
    with scope(office_of(actor)) as office:
        return page_by_key(own_interests(office), params, order="-id")


def list_conflicted(*, actor: Actor) -> list[Case]:
    """What is in the expert's hands in spite of a conflict: to be handed back; nothing that is read blind."""
    with scope(office_of(actor)) as office:
        held = cases_of(office, [filing for filing, _why in conflicted_in_hand(office)])
        return [case for case in held if not case.blind]


def finish_as_expert(*, actor: Actor, case: Case, opinion: str) -> Filing:
    """As `finish_review`; in a blind round a conflict is said to the office alone, which determines nothing by it."""
    with scope(office_of(actor)) as office:
        return finish_review(actor=office, filing=case.filing, opinion=opinion, blind=case.blind)


def hand_back(*, actor: Actor, case: Case, reason: str) -> Filing:
    """Because of a conflict, as `recuse`; from then on the filing is not there for the expert."""
    with scope(office_of(actor)) as office:
        return recuse(actor=office, filing=case.filing, reason=reason)


def list_files(*, actor: Actor, case: Case, item_code: str) -> list[CaseFile]:
    """The item's evidence under the names that the expert may see; the office looks up what the files are."""
    rows = evidence_for_expert(case, item_code)
    with scope(office_of(actor)):
        stored = StoredFile.objects.in_bulk([row.file_id for row in rows])
    pairs = [(place, row, stored[row.file_id]) for place, row in enumerate(rows, 1)]
    return [CaseFile(case, row, place, file.name, file.size, file.content_type) for place, row, file in pairs]


def find_file(*, actor: Actor, case: Case, evidence_pk: int) -> tuple[CaseFile, StoredFile]:
    """One of them with what is stored; Http404 for what is not of this filing."""
    code = next((row.answer.item.code for row in evidence_for_expert(case) if row.pk == evidence_pk), None)
    if code is None:
        raise Http404
    file = next(one for one in list_files(actor=actor, case=case, item_code=code) if one.evidence.pk == evidence_pk)
    with scope(office_of(actor)):
        return file, StoredFile.objects.get(pk=file.evidence.file_id)
