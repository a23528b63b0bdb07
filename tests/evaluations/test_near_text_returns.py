"""Nearly equal texts of one office's round: found, shown side by side, and returned together with one reason."""

import html
import re

import pytest

import evaluations.tasks  # noqa: F401  (the handlers of jobs)
from evaluations.bulk_queries import Chosen, outcomes_of
from evaluations.enums import BulkKind, LineOutcome
from evaluations.models import Answer, BulkStep, Review, Rung, Score, TextCluster, Triage
from evaluations.review_queue import QueueFilter
from evaluations.services import triage as orders
from evaluations.services.bulk import Typed, start_bulk, undo_bulk
from evaluations.services.filings import submit_filing, withdraw_filing
from evaluations.services.reviews import take_filing
from evaluations.services.scores import save_score
from portal.errors import Refused
from portal.models import AuditEntry, Notice
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import Case, answer_all, case, sample_version, yearly_round
from tests.evaluations.test_near_texts import ONE, OTHER
from tests.evaluations.test_review_pages import MOST_QUERIES, client_of, count_queries, get
from tests.portal.people import perform_jobs
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
WHY = "{company}：D1.1 的说明与其他企业雷同，请按本企业实际重写。"


@pytest.fixture
def office() -> Actor:
    return factories.reviewer()


def says(made: Case, text: str, code: str = "D1.1") -> None:
    with seeding():
        Answer.objects.filter(evaluation_id=made.filing.evaluation_id, item__code=code).update(remark=text)


def written(office: Actor, text: str) -> Case:
    """Handed in with this text, and taken by the office's reviewer, who has said something of two items."""
    made = case(officials=(office, office))
    says(made, text)
    with scope(made.responsible) as actor:
        submit_filing(actor=actor, filing=made.read(), pledged=True)
    with scope(office) as actor:
        take_filing(actor=actor, filing=made.read())
        for code in ("D1.1", "D1.2"):
            typed = {"rung": "1", "comment": "依据不足", "flagged": False, "version": 0}
            save_score(actor=actor, filing=made.read(), item_code=code, **typed)  # type: ignore[arg-type]
    return made


@pytest.fixture
def copied(office: Actor) -> list[Case]:
    return [written(office, ONE), written(office, ONE.replace("总经理", "董事长")), written(office, OTHER)]


def find(office: Actor) -> list[TextCluster]:
    with scope(office) as actor:
        orders.request_round(actor=actor, yearly_round=yearly_round())
    perform_jobs("triage_round")
    with scope(office):
        return list(TextCluster.objects.order_by("pk"))


def send_back(office: Actor, cluster: TextCluster, expected: int = 2, keys: tuple[int, ...] | None = None) -> BulkStep:
    chosen = Chosen(QueueFilter(year=yearly_round().year, texts=cluster.pk), keys)
    with scope(office) as actor:
        return start_bulk(actor=actor, chosen=chosen, typed=Typed(BulkKind.RETURN, expected, "k", reason=WHY))


def outcomes(step: BulkStep) -> dict[LineOutcome, int]:
    with seeding():
        return outcomes_of(step)


def test_they_are_found_across_companies_of_one_office_and_nowhere_else(office: Actor, copied: list[Case]) -> None:
    stranger = case(factories.enterprise("440106", under="440000"), under="440000", submitted=True)
    draft = case()
    for made in (stranger, draft):
        says(made, ONE)
    says(copied[2], ONE, "D1.2")
    (cluster,) = find(office)
    assert cluster.filings == [made.filing.pk for made in copied[:2]]
    with seeding():
        spoken = dict(Triage.objects.filter(latest=True).values_list("filing", "signals"))
    assert "copies" in spoken[copied[0].filing.pk]
    assert "copies" not in spoken[copied[2].filing.pk]
    for other in (factories.reviewer("440000"), copied[0].filler):
        with scope(other):
            assert not TextCluster.objects.exists()


def test_the_standards_own_sentences_are_no_copies_on_whichever_item(office: Actor) -> None:
    rungs = Rung.objects.filter(node__version=sample_version(), node__code__in=["D2.1", "D3.1"], code="4")
    said = "".join(rungs.values_list("descriptor_zh", flat=True))
    for _number in range(2):
        written(office, f"我司对照标准：{said}")
    assert len(said) > 40
    assert find(office) == []


def test_what_comes_in_later_joins_what_is_known(office: Actor, copied: list[Case]) -> None:
    (cluster,) = find(office)
    late = case()
    answer_late = ONE.replace("签批", "审批")
    says(late, answer_late)
    with scope(late.responsible) as actor:
        submit_filing(actor=actor, filing=late.read(), pledged=True)
    perform_jobs("triage_filing")
    with scope(office):
        cluster.refresh_from_db()
        assert cluster.filings[-1] == late.filing.pk
        assert cluster.companies == 3
    with seeding():
        assert "copies" in Triage.objects.get(filing=late.filing).signals


def test_they_stand_side_by_side_with_the_differing_words_marked(office: Actor, copied: list[Case]) -> None:
    (cluster,) = find(office)
    listed = get(office, "near-texts").content.decode()
    assert ONE[:20] in listed
    page = get(office, "near-text", cluster.pk).content.decode()
    assert "</span>董事" in page
    for made in copied[:2]:
        assert f"/review/{made.filing.pk}/items/D1.1/" in page
    assert copied[2].company.organisation.name not in page
    in_queue = html.unescape(re.findall(r'href="(/review/\?[^"]*texts=[^"]*)"', page)[0])
    assert client_of(office).get(in_queue).content.decode().count('<th scope="row">') == 2
    assert get(factories.reviewer("440000"), "near-text", cluster.pk).status_code == 404


def test_more_companies_take_no_more_queries(office: Actor, copied: list[Case]) -> None:
    (cluster,) = find(office)
    before = [count_queries(office, "near-texts"), count_queries(office, "near-text", cluster.pk)]
    written(office, f"{ONE}。")
    for code in ("D1.2", "D1.3"):
        for made in copied:
            says(made, OTHER, code)
    found = find(office)
    assert len(found) == 3
    largest = next(cluster for cluster in found if cluster.item.code == "D1.1")
    assert largest.companies == 3
    after = [count_queries(office, "near-texts"), count_queries(office, "near-text", largest.pk)]
    assert after == before
    assert max(after) <= MOST_QUERIES


def test_they_go_back_together_with_one_reason_in_each_companys_words(office: Actor, copied: list[Case]) -> None:
    (cluster,) = find(office)
    preview = client_of(office).get(f"/review/bulk/return/new/?year={yearly_round().year}&texts={cluster.pk}")
    assert "批量" in preview.content.decode()
    assert "D1.1" in preview.content.decode()
    send_back(office, cluster)
    perform_jobs("bulk_step")
    assert [made.read().state for made in copied] == ["returned", "returned", "in_review"]
    perform_jobs("deliver_notice")
    made = copied[0]
    wanted = WHY.replace("{company}", made.company.organisation.name)
    with scope(made.filler):
        (score,) = Score.objects.filter(review__filing=made.filing, flagged=True)
        assert (score.answer.item.code, score.comment) == ("D1.1", f"依据不足\n{wanted}")
        assert Notice.objects.filter(recipient_id=made.filler.person_id, body=wanted).exists()
    with seeding():
        assert AuditEntry.objects.filter(action="bulk.return").count() == 1
        assert not AuditEntry.objects.filter(action="filing.return").exists()


def test_what_cannot_go_back_is_listed_and_stops_nothing_else(office: Actor, copied: list[Case]) -> None:
    (cluster,) = find(office)
    colleague = factories.reviewer()
    step = send_back(office, cluster)
    with seeding():
        Review.objects.filter(filing=copied[1].filing).update(reviewer_id=colleague.person_id)
    perform_jobs("bulk_step")
    assert outcomes(step) == {LineOutcome.DONE: 1, LineOutcome.REFUSED: 1}
    with scope(colleague), pytest.raises(Refused):
        send_back(colleague, cluster)


def test_without_a_text_each_goes_back_for_its_own_flags(office: Actor, copied: list[Case]) -> None:
    with seeding():
        Score.objects.filter(review__filing=copied[0].filing, answer__item__code="D1.2").update(flagged=True)
    with scope(office) as actor:
        chosen = Chosen(QueueFilter(year=yearly_round().year))
        step = start_bulk(actor=actor, chosen=chosen, typed=Typed(BulkKind.RETURN, 3, "k", reason="请补正"))
    perform_jobs("bulk_step")
    assert outcomes(step) == {LineOutcome.DONE: 1, LineOutcome.REFUSED: 2}
    assert copied[0].read().state == "returned"


def verdicts(made: Case) -> list[tuple[object, ...]]:
    with seeding():
        rows = Score.objects.filter(review__filing=made.filing).order_by("pk")
        return list(rows.values_list("rung", "flagged", "comment", "released", "updated_at"))


def test_undoing_puts_verdicts_back_and_hides_them_again(office: Actor, copied: list[Case]) -> None:
    (cluster,) = find(office)
    before = [verdicts(made) for made in copied]
    step = send_back(office, cluster)
    perform_jobs("bulk_step")
    begun = copied[1]
    with seeding():
        Answer.objects.filter(evaluation_id=begun.filing.evaluation_id, item__code="D1.1").update(remark=OTHER)
    with scope(office) as actor:
        undo_bulk(actor=actor, step=step)
    perform_jobs("undo_bulk_step")
    assert outcomes(step) == {LineOutcome.UNDONE: 1, LineOutcome.KEPT: 1}
    assert [made.read().state for made in copied] == ["in_review", "returned", "in_review"]
    assert verdicts(copied[0]) == before[0]
    with scope(copied[0].filler):
        assert not Score.objects.exists()
        assert not Review.objects.exists()
    assert "退回补正已撤回" in get(office, "review-history", copied[0].filing.pk).content.decode()


def test_the_api_returns_them_too(office: Actor, copied: list[Case]) -> None:
    (cluster,) = find(office)
    client, year = client_of(office), str(yearly_round().year)
    (found,) = client.get(f"/api/v1/rounds/{year}/triage/texts/").json()["results"]
    assert (found["id"], found["item"], found["companies"]) == (cluster.pk, "D1.1", 2)
    sides = client.get(f"/api/v1/near-texts/{cluster.pk}/").json()["results"]
    assert {side["filing"]: side["text"] for side in sides}[copied[0].filing.pk] == ONE
    asked = {
        "step": "return",
        "filter": {"year": year, "texts": str(cluster.pk)},
        "expected": 2,
        "key": "a",
        "reason": WHY,
    }
    assert client.post("/api/v1/bulk-steps/", asked, content_type="application/json").status_code == 202
    perform_jobs("bulk_step")
    assert copied[0].read().state == "returned"


def test_answers_of_others_stay_unread(office: Actor, copied: list[Case]) -> None:
    """A company that moved to another authority is in the cluster still, and its text on nobody's page."""
    (cluster,) = find(office)
    gone = case(factories.enterprise("440106", under="440000"), under="440000", answered=False)
    answer_all(gone, "2")
    says(gone, f"{factories.CANARY}别处")
    with seeding():
        TextCluster.objects.filter(pk=cluster.pk).update(filings=[gone.filing.pk, *cluster.filings])
    page = get(office, "near-text", cluster.pk).content.decode()
    assert "别处" not in page + get(office, "near-texts").content.decode()


def test_what_is_withdrawn_is_shown_no_more_though_its_cluster_stays(office: Actor) -> None:
    made = [case(officials=(office, office)) for _number in range(2)]
    for one, text in zip(made, (ONE, ONE.replace("总经理", "董事长")), strict=True):
        says(one, text)
        with scope(one.responsible) as actor:
            submit_filing(actor=actor, filing=one.read(), pledged=True)
    (cluster,) = find(office)
    with scope(made[0].responsible) as actor:
        withdraw_filing(actor=actor, filing=made[0].read())
    says(made[0], "草稿，仅供本企业。")
    for page in (get(office, "near-texts"), get(office, "near-text", cluster.pk)):
        assert "仅供本企业" not in page.content.decode()


def test_what_a_company_types_into_what_came_back_is_not_shown(office: Actor, copied: list[Case]) -> None:
    (cluster,) = find(office)
    send_back(office, cluster, 2)
    perform_jobs("bulk_step")
    says(copied[0], "改到一半，仅供本企业。")
    for page in (get(office, "near-texts"), get(office, "near-text", cluster.pk)):
        text = page.content.decode()
        assert "仅供本企业" not in text
        assert ONE[:20] in text, "what was handed in"


def test_the_night_compares_what_was_handed_in_and_not_what_is_being_typed(office: Actor, copied: list[Case]) -> None:
    (cluster,) = find(office)
    send_back(office, cluster, 2)
    perform_jobs("bulk_step")
    says(copied[0], "改到一半，仅供本企业，与其他企业的说明没有任何相似之处。")
    (again,) = find(office)
    assert (again.pk, again.filings) == (cluster.pk, cluster.filings)
    # A third text like the first one's joins it, although the first one's company is typing another.
    late = written(office, ONE.replace("总经理", "副总经理"))
    perform_jobs("triage_filing")
    with scope(office):
        assert late.filing.pk in TextCluster.objects.get().filings
