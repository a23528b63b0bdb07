"""The authority's pages of its annual summary, as a browser asks for them, and who finds nothing there."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.enums import JobState, Role
from portal.jobs import perform_job
from portal.models import Job
from portal.tenancy import Actor, scope
from reporting.enums import HeadKey, SectionKey
from reporting.models import Narrative, Summary
from tests import factories
from tests.evaluations.factories import PDF, yearly_round
from tests.portal.people import signed_in
from tests.reporting.factories import YEAR, content_of, edition, filing, summary
from tests.reporting.test_summaries import bureau
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
SECTION = SectionKey.CASES
PAGES = ("summary", "outline", "figures", "editions")
MOST_QUERIES = 12


def page(actor: Actor, name: str, *args: object, query: str = "") -> Any:
    return signed_in(actor).get(reverse(f"reporting:{name}", args=args) + query)


def text_of(response: Any) -> str:
    text: str = response.content.decode()
    return text


def save(actor: Actor, made: Summary, *, script: bool = True, section: str = SECTION, **fields: Any) -> Any:
    headers = {"Accept": "application/json", "Idempotency-Key": fields.pop("key", "")} if script else {}
    url = reverse("reporting:section", args=[made.pk, section])
    return signed_in(actor).post(url, {"text": "典型经验", "version": "0"} | fields, headers=headers)


def stored(actor: Actor) -> list[str]:
    with scope(actor):
        return list(Narrative.objects.values_list("text", flat=True))


def test_the_years_are_listed_and_this_years_is_opened() -> None:
    actor = factories.reviewer()
    for year in (YEAR - 1, YEAR):
        yearly_round(year)
    listed = page(actor, "summaries")
    assert f'name="year" value="{YEAR}"' in text_of(listed)
    opened = signed_in(actor).post(reverse("reporting:open"), {"year": YEAR})
    with scope(actor):
        assert opened["Location"] == reverse("reporting:summary", args=[Summary.objects.get(year=YEAR).pk])


def test_without_a_round_the_list_says_so() -> None:
    response = page(factories.reviewer(), "summaries")
    assert response.status_code == 200
    assert reverse("reporting:open") not in text_of(response)


@pytest.mark.parametrize(
    ("year", "status"), [("", 400), ("20x6", 400), ("二〇二六", 400), ("9" * 40, 400), ("2031", 409)]
)
def test_a_wrong_year_is_a_sentence(year: str, status: int) -> None:
    yearly_round(YEAR)
    response = signed_in(factories.reviewer()).post(reverse("reporting:open"), {"year": year})
    assert response.status_code == status


@pytest.mark.parametrize("traits", [{}, {"text": "共{filings.submitted}份"}, {"printed": True}, {"submitted": True}])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_answers_in_every_state(name: str, traits: dict[str, Any]) -> None:
    actor = factories.approver()
    assert page(actor, name, summary(actor, **traits).pk).status_code == 200


@pytest.mark.parametrize("name", [*PAGES, "build-state"])
def test_strangers_find_nothing(name: str) -> None:
    made = summary(factories.approver(), submitted=True)
    strangers = [factories.approver("440000"), factories.approver("330200"), bureau()]
    strangers += [factories.responsible(factories.enterprise()), operator()]
    for stranger in strangers:
        assert page(stranger, name, made.pk).status_code == 404
        assert page(stranger, name, 10**12).status_code == 404


def operator() -> Actor:
    return factories.member(factories.authority("OPERATOR"), Role.ADMINISTRATOR)


def test_strangers_change_nothing() -> None:
    made = summary(factories.approver(), printed=True)
    for stranger in (factories.approver("440000"), bureau(), factories.officer(), operator()):
        client = signed_in(stranger)
        assert save(stranger, made).status_code == 404
        assert client.post(reverse("reporting:build", args=[made.pk])).status_code == 404
        assert client.post(reverse("reporting:step", args=[made.pk, 1, "send-to-check"])).status_code == 404
    with seeding():
        assert not Narrative.objects.filter(summary=made).exists()
        assert Summary.objects.get(pk=made.pk).state == "draft"


def test_a_bureau_has_no_summaries() -> None:
    yearly_round(YEAR)
    office = bureau()
    assert page(office, "summaries").status_code == 404
    assert signed_in(office).post(reverse("reporting:open"), {"year": YEAR}).status_code == 404


def test_the_editor_has_a_form_for_each_section_and_a_chip_for_each_figure() -> None:
    actor = factories.reviewer()
    text = text_of(page(actor, "summary", summary(actor).pk))
    assert text.count("data-autosave") == len(SectionKey) + len(HeadKey)
    assert 'data-figure="filings.submitted"' in text
    assert "figure_picker.js" in text


def test_a_save_by_script_answers_with_version_and_time() -> None:
    actor = factories.reviewer()
    made = summary(actor)
    first, again = save(actor, made, key="k1"), save(actor, made, key="k1")
    assert first.json()["version"] == again.json()["version"] == 1
    assert first.json()["saved_at"]


def test_a_stale_save_shows_both_texts() -> None:
    first, second = factories.reviewer(), factories.approver()
    made = summary(first)
    save(first, made, text="先写的一段")
    by_script, by_hand = save(second, made, text="后写的一段"), save(second, made, text="后写的一段", script=False)
    for response in (by_script, by_hand):
        assert response.status_code == 409
        assert "先写的一段" in text_of(response)
        assert "后写的一段" in text_of(response)
    assert "data-version=" in text_of(by_script)
    assert stored(first) == ["先写的一段"]


@pytest.mark.parametrize(
    "fields", [{"version": "x"}, {"version": ""}, {"version": "9" * 30}, {"text": "a\x00b"}, {"text": "字" * 20_001}]
)
def test_bad_input_is_a_sentence_and_changes_nothing(fields: dict[str, Any]) -> None:
    actor = factories.reviewer()
    made = summary(actor)
    assert save(actor, made, **fields).status_code == 422
    assert save(actor, made, script=False, **fields).status_code == 400
    assert stored(actor) == []


def test_an_unknown_section_is_not_there() -> None:
    actor = factories.reviewer()
    made = summary(actor)
    assert save(actor, made, section="nonsense").status_code == 404
    assert page(actor, "section", made.pk, "nonsense").status_code == 404


def test_markup_in_the_text_stays_text() -> None:
    actor = factories.reviewer()
    made = summary(actor)
    save(actor, made, text="<script>alert(1)</script>{filings.submitted}{no.such}")
    for name, args in (("summary", [made.pk]), ("section", [made.pk, SECTION])):
        text = text_of(page(actor, name, *args))
        assert "<script>alert" not in text
        assert "no.such" in text
    assert "figure-value" in text


def test_checks_name_what_is_missing_and_what_is_old() -> None:
    actor = factories.approver()
    made = summary(actor, text="一段{filings.wrong}", printed=True)
    text = text_of(page(actor, "editions", made.pk))
    assert "filings.wrong" in text
    assert text.count("is-open") == 2
    save(actor, made)
    filing(factories.enterprise(), declared="L2", reviewed="L2", total=60)
    with seeding():
        Summary.objects.get(pk=made.pk).snapshots.update(as_of="2026-01-01T00:00:00+08:00")
    assert text_of(page(actor, "editions", made.pk)).count("is-open") == 4


def test_building_shows_the_job_until_it_is_done() -> None:
    actor = factories.approver()
    made = summary(actor, text="一段文字")
    client, state = signed_in(actor), reverse("reporting:build-state", args=[made.pk])
    url = reverse("reporting:editions", args=[made.pk])
    assert client.post(reverse("reporting:build", args=[made.pk]))["Location"] == url
    assert state in text_of(client.get(url))
    assert client.get(state).status_code == 204
    with seeding():
        job = Job.objects.get(kind="build_summary")
    assert perform_job(job.pk) == JobState.DONE
    assert client.get(state)["HX-Refresh"] == "true"
    pdf = client.get(reverse("reporting:edition-file", args=[made.pk, 1]))
    assert content_of(pdf).startswith(b"%PDF-")
    assert pdf["Content-Disposition"].startswith("attachment")


def test_the_pdf_is_shown_in_the_page() -> None:
    actor = factories.approver()
    made = summary(actor, printed=True)
    response = page(actor, "edition-file", made.pk, 1, query="?inline=1")
    assert response["Content-Disposition"].startswith("inline")
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "sandbox" not in response["Content-Security-Policy"]
    assert content_of(response) == PDF
    assert page(actor, "edition-file", made.pk, 2).status_code == 404


def test_figures_are_recounted_on_demand() -> None:
    actor = factories.approver()
    made = summary(actor, printed=True)
    assert "state-warn" not in text_of(page(actor, "figures", made.pk, query="?recount=1"))
    filing(factories.enterprise(), declared="L2", reviewed="L2", total=60)
    text = text_of(page(actor, "figures", made.pk, query="?recount=1"))
    assert "state-warn" in text
    assert "state in (determined, on_notice, published)" in text
    assert text.count("data-chart=") >= 5


def asked(actor: Actor, url: str) -> list[str]:
    """What a page asks the database, once everything that is kept per process is there."""
    client = signed_in(actor)
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return [
        query["sql"] for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "SELECT set_config"))
    ]


@pytest.mark.parametrize("name", ["summaries", "summary", "editions"])
def test_queries_do_not_grow(name: str) -> None:
    actor = factories.approver()
    made = summary(actor, text="一段文字", printed=True)
    url = reverse(f"reporting:{name}", args=[] if name == "summaries" else [made.pk])
    first = asked(actor, url)
    edition(actor, made)
    summary(actor, year=YEAR - 1, printed=True)
    second = asked(actor, url)
    assert len(first) == len(second) <= MOST_QUERIES, "\n".join(second)


def test_the_head_of_the_document_saves_and_keeps_what_was_refused() -> None:
    actor = factories.reviewer()
    made = summary(actor)
    assert save(actor, made, section=HeadKey.NUMBER, text="某厅〔2026〕1号").status_code == 200
    assert stored(actor) == ["某厅〔2026〕1号"]
    refused = save(actor, made, script=False, section=HeadKey.NUMBER, text="长" * 61, version="1")
    assert refused.status_code == 400
    assert "长" * 61 in text_of(refused)
    late = save(actor, made, script=False, section=HeadKey.NUMBER, text="某厅〔2026〕2号")
    assert late.status_code == 409
    assert "某厅〔2026〕2号" in text_of(late)
    assert page(actor, "section", made.pk, HeadKey.NUMBER).status_code == 302


def test_a_typed_head_is_part_of_what_the_edition_says() -> None:
    actor = factories.reviewer()
    made = summary(actor, printed=True)
    save(actor, made, section=HeadKey.NUMBER, text="某厅〔2026〕1号")
    changed = "第 1 版生成之后正文有修改"
    assert changed in text_of(page(actor, "summary", made.pk))
    edition(actor, made)
    for name in ("summary", "outline", "editions"):
        assert "生成之后正文有修改" not in text_of(page(actor, name, made.pk))


@pytest.mark.parametrize("section", [SECTION, HeadKey.RED_HEADER])
def test_a_refused_text_stays_on_the_page(section: str) -> None:
    actor = factories.approver()
    made = summary(actor, submitted=True)
    refused = save(actor, made, script=False, section=section, text="晚到的一段")
    assert refused.status_code == 409
    for words in ("晚到的一段</textarea>", 'href="#id_kept"', 'id="id_kept"'):
        assert words in text_of(refused)
    assert "晚到的一段" not in stored(actor)


@pytest.mark.parametrize("section", [SECTION, HeadKey.RED_HEADER])
@pytest.mark.parametrize("wrong", [{"text": "字" * 20_001}, {"version": "x"}])
def test_the_summary_of_errors_leads_to_the_text(section: str, wrong: dict[str, str]) -> None:
    actor = factories.approver()
    text = text_of(save(actor, summary(actor), script=False, section=section, **wrong))
    for words in (f'href="#id_{section}"', f'id="id_{section}"'):
        assert words in text
