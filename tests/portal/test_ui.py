"""The ui tags: what people read, and that whatever is put in comes out escaped."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from portal import presentation
from portal.enums import JobState
from portal.errors import Stale
from portal.models import Job


def render(source: str, **values: Any) -> str:
    return Template("{% load jobs ui %}" + source).render(Context(values))


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


class Sample(forms.Form):
    name = forms.CharField(label="Name", help_text="As on the licence")
    headcount = forms.IntegerField(label="Headcount", required=False)
    kind = forms.ChoiceField(label="Kind", widget=forms.RadioSelect, choices=[("new", "New"), ("again", "Again")])
    pledge = forms.BooleanField(label="I promise")


@pytest.mark.parametrize("rank", [1, 2, 3, 4, 5])
def test_a_stage_is_sign_word_and_colour(rank: int) -> None:
    badge = render("{% stage_badge rank %}", rank=rank)
    assert f"stage-{rank}" in badge
    assert "<svg" in badge
    assert str(presentation.STAGES[rank]) in badge


@pytest.mark.parametrize("nothing", [None, 0, "", "x", 9, -1])
def test_no_stage_is_said(nothing: object) -> None:
    assert "No stage reached" in render("{% stage_badge rank %}", rank=nothing)


def test_a_state_shows_its_word_and_sign() -> None:
    badge = render("{% state_badge state 'Returned' %}", state="returned")
    assert "state-warn" in badge
    assert "#arrow-back-up" in badge
    assert "Returned" in badge


def test_an_unknown_state_is_still_readable() -> None:
    assert "something" in render("{% state_badge 'something' %}")


@pytest.mark.parametrize(
    ("days", "words", "tone"),
    [
        (30, "30 days left", "neutral"),
        (3, "3 days left", "warn"),
        (1, "1 day left", "warn"),
        (0, "due today", "warn"),
        (-1, "overdue by 1 day", "bad"),
        (-2, "overdue by 2 days", "bad"),
    ],
)
def test_a_deadline_in_words(days: int, words: str, tone: str) -> None:
    due = timezone.localdate() + timedelta(days=days)
    text = render("{% deadline due %}", due=due)
    assert due.isoformat() in text
    assert words in text
    assert f"moment-{tone}" in text


def test_a_met_deadline_does_not_press() -> None:
    due = timezone.localdate() - timedelta(days=2)
    assert "overdue" not in render("{% deadline due True %}", due=due)


def test_times_are_those_of_shanghai() -> None:
    when = datetime.fromisoformat("2025-12-14T20:30:00+00:00")
    assert "2025-12-15 04:30" in render("{% moment when %}", when=when)


def test_a_time_that_is_not_there_is_a_dash() -> None:
    assert "—" in render("{% moment nothing %}{% deadline nothing %}", nothing=None)


@pytest.mark.parametrize(("value", "shown"), [(1234567, "1,234,567"), (0, "0"), (None, "—")])
def test_numbers_carry_their_unit(value: int | None, shown: str) -> None:
    text = render("{% quantity value '万元' %}", value=value)
    assert shown in text
    assert ("万元" in text) == (value is not None)


def test_the_ladder_marks_both_stages() -> None:
    text = render("{% ladder 4 3 %}")
    assert text.count("is-climbed") == 3
    assert "Self-declared" in text
    assert "Found in review" in text


def test_fields_tell_their_hint_their_error_and_whether_they_are_optional() -> None:
    form = Sample({"headcount": "many"})
    name, headcount = render("{% field f %}", f=form["name"]), render("{% field f %}", f=form["headcount"])
    assert 'aria-describedby="id_name_hint id_name_error"' in name
    assert 'aria-invalid="true"' in name
    assert "(optional)" not in name
    assert "(optional)" in headcount


def test_the_error_summary_links_to_every_field() -> None:
    text = render("{% error_summary form %}", form=Sample({"headcount": "many"}))
    for target in ("id_name", "id_headcount", "id_pledge"):
        assert f'href="#{target}"' in text
    group = render("{% field f %}", f=Sample({})["kind"])
    assert 'href="#id_kind"' in text
    assert 'id="id_kind"' in group


def test_the_error_summary_takes_named_sentences() -> None:
    text = render("{% error_summary errors %}", errors={"code": ["Too short."], "__all__": ["Closed."]})
    assert 'href="#id_code"' in text
    assert "Closed." in text


def test_nothing_wrong_no_summary() -> None:
    assert render("{% error_summary form %}", form=Sample()).strip() == ""


def test_links_of_a_list_keep_its_filters_and_forget_its_place() -> None:
    request = RequestFactory().get("/queue/", {"city": "3301", "q": "a&b", "after": "x", "sort": "name"})
    chips = [("city", "City", "杭州市"), ("q", "Name", "a&b")]
    context = {"request": request, "chips": chips}
    assert 'href="?q=a%26b&amp;sort=name"' in render("{% filter_chips chips %}", **context)
    assert 'href="?city=3301&amp;q=a%26b&amp;sort=name&amp;after=k"' in render("{% pagination 'k' %}", **context)
    header = render("{% sort_header 'Name' 'name' %}", **context)
    assert 'aria-sort="ascending"' in header
    assert "sort=-name" in header


def test_a_form_goes_on_with_the_query_whatever_its_names() -> None:
    """Names that a template would take for methods of the query are names like any other."""
    request = RequestFactory().get("/", {"items": "x", "urlencode": "y", "city": ["a", "b"], "after": "z"})
    fields = render('{% query_fields "after" %}', request=request)
    assert re.findall(r'name="(\w+)" value="(\w+)"', fields) == [
        ("items", "x"), ("urlencode", "y"), ("city", "a"), ("city", "b"),
    ]  # fmt: skip


def test_a_table_has_caption_and_count() -> None:
    text = render(
        "{% table caption='Queue' count=2 %}<tbody><tr><td>{{ word }}</td></tr></tbody>{% endtable %}", word="<b>"
    )
    assert "<caption>Queue" in text
    assert "2 rows" in text
    assert "&lt;b&gt;" in text


def test_a_files_name_is_there_in_full_for_who_points_at_it_or_has_it_read_out() -> None:
    text = render("{% file_name name %}", name="<b>" + "长" * 120 + ".pdf")
    assert text.count("长" * 120 + ".pdf") == 2
    assert 'title="&lt;b&gt;' in text
    assert "<b>" not in text


NOW = timezone.now()


def test_a_running_job_polls_and_can_be_cancelled() -> None:
    job = Job(pk=7, kind="build_summary", state=JobState.RUNNING, progress_done=3, progress_total=10, created_at=NOW)
    text = render("{% job_card job %}", job=job)
    assert 'hx-get="/jobs/7/"' in text
    assert "3 of 10" in text
    assert 'hx-post="/jobs/7/cancel/"' in text


def test_a_failed_job_gives_its_reason_and_stops_polling() -> None:
    job = Job(pk=7, kind="export", state=JobState.FAILED, reason="The disk is full.", created_at=NOW)
    text = render("{% job_card job %}", job=job)
    assert "The disk is full." in text
    assert "hx-get" not in text


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "质量"), ("en", "Quality")])
def test_pairs_follow_the_reader(language: str, word: str) -> None:
    pairs: list[Any] = [{"zh": "质量", "en": "Quality"}, {"title_zh": "质量", "title_en": "Quality"}]
    with translation.override(language):
        assert presentation.bilingual_text(pairs[0]) == word
        assert presentation.bilingual_text(pairs[1], "title") == word


def test_a_missing_half_of_a_pair_falls_back() -> None:
    assert presentation.bilingual_text({"name": "质量", "name_en": ""}, "name") == "质量"


def test_roles_in_words() -> None:
    text = render("{% load people %}{% roles_in_words roles %}", roles=["approver", "reviewer"])
    assert text == "Reviewer, Approver"


def test_both_texts_of_a_stale_write() -> None:
    error = Stale(current={"remark": "theirs"}, attempted={"remark": "mine"})
    source = "{% disputed_texts error as pairs %}{% for name, a, b in pairs %}{% compare a b %}{% endfor %}"
    text = render(source, error=error)
    assert "theirs" in text
    assert "mine" in text


def test_a_chart_cannot_break_out_of_its_data() -> None:
    option = {"title": {"text": "</script><script>alert(1)</script>"}}
    text = render("{% chart option table 'Chart' %}", option=option, table={"head": ["<i>"], "rows": [["<b>", 1]]})
    assert "<script>" not in text
    assert "<b>" not in text
    assert "<i>" not in text


@pytest.mark.parametrize(
    "source",
    [
        "{% stage_badge 1 evil %}",
        "{% state_badge 'x' evil %}",
        "{% progress 1 2 evil %}",
        "{% empty evil evil evil evil %}",
        "{% copy_button evil %}",
        "{% compare evil evil evil %}",
        "{% confirm evil evil evil evil %}",
        "{% crumbs evil evil evil %}",
        "{% icon evil evil %}",
        "{% quantity 1 evil %}",
    ],
)
def test_texts_are_escaped(source: str) -> None:
    assert "<img" not in render(source, evil='"><img src=x>')


@pytest.mark.parametrize("name", ["ui/footer.html", "ui/shortcuts_dialog.html", "ui/waiting.html"])
def test_a_part_that_is_drawn_once_is_in_the_readers_language_and_reads_nothing_else(name: str) -> None:
    english = render("{% drawn_once name %}", name=name)
    with translation.override("zh-hans"):
        chinese = render("{% drawn_once name %}", name=name)
    assert english != chinese
    assert render("{% drawn_once name %}", name=name) == english
    read = re.findall(r"{{.*?}}|{% (?:if|for|with|include) .*?%}", source(name))
    assert [part for part in read if not re.fullmatch(r"{{ \w+_url }}|{% if \w+_url %}", part)] == []


def source(name: str) -> str:
    return (settings.BASE_DIR / "templates" / name).read_text()
