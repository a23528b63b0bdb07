"""The ministry marks an attachment: the authority reads it beside the file, and the later list says what became of it."""

import re
from typing import Any

import pytest
from django.db import Error, transaction
from django.urls import reverse

from portal.errors import InvalidInput
from portal.tenancy import Actor, scope
from reporting.attached import Attached, fates_of
from reporting.mark_queries import marked_attachments
from reporting.models import EditionAttachment, Mark, Summary
from reporting.models.marks import REMARK_LIMIT
from reporting.services import attachments as services
from reporting.services.marks import mark_attachment
from reporting.services.steps import return_summary
from tests import factories
from tests.portal.people import actions, signed_in
from tests.reporting.attaching import attach, content, do
from tests.reporting.factories import edition, hand_in, summary
from tests.reporting.test_api import ask
from tests.seeding import seeding

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_own_storage")]
FIRST = 4  # the number of the first attachment, after the document's own annexes


@pytest.fixture
def officer() -> Actor:
    return factories.officer()


@pytest.fixture
def sent(writer: Actor, made: Summary) -> Summary:
    """Handed in with four attachments."""
    for title in ("甲", "乙", "丙", "丁"):
        attach(writer, made, title)
    edition(writer, made)
    hand_in(writer, made)
    with seeding():
        return Summary.objects.get(pk=made.pk)


def mark(officer: Actor, made: Summary, **fields: Any) -> Mark:
    wanted: dict[str, Any] = {"number": 1, "attachment": FIRST, "remark": "请附盖章件"} | fields
    with scope(officer):
        return mark_attachment(actor=officer, summary=made, **wanted)


def send_back(officer: Actor, made: Summary) -> None:
    with scope(officer):
        return_summary(actor=officer, summary=made, number=1, reason="")


def read(actor: Actor, name: str, *args: object) -> str:
    return str(signed_in(actor).get(reverse(f"reporting:{name}", args=args)).content.decode())


def test_it_names_the_file_and_is_enough_for_a_return(officer: Actor, writer: Actor, sent: Summary) -> None:
    marked = mark(officer, sent, attachment=FIRST + 1)
    assert mark(officer, sent, attachment=FIRST + 1).pk == marked.pk, "twice is one"
    assert (marked.section, marked.quote, marked.attachment and marked.attachment.number) == ("attachments", "乙", 5)
    assert actions(officer).count("summary.mark") == 1
    assert "请附盖章件" not in read(writer, "submission", sent.pk, 1)
    send_back(officer, sent)
    assert "请附盖章件" in read(writer, "submission", sent.pk, 1)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"attachment": 1}, "attachment"),
        ({"attachment": FIRST + 4}, "attachment"),
        ({"remark": " "}, "remark"),
        ({"remark": "字" * (REMARK_LIMIT + 1)}, "remark"),
        ({"remark": "a\x00b"}, "remark"),
    ],
)
def test_what_is_wrong_is_said_and_stays_typed(
    officer: Actor, sent: Summary, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        mark(officer, sent, **fields)
    assert list(refused.value.errors) == [field]
    typed = {"section": "attachments", "attachment": FIRST, "remark": "请附盖章件"} | fields
    answer = signed_in(officer).post(reverse("reporting:mark", args=[sent.pk, 1]), typed)
    assert answer.status_code == 400
    assert refused.value.errors[field][0] in answer.content.decode()
    if field == "remark" and "\x00" not in str(typed["remark"]):
        assert f">{typed['remark']}</textarea>" in answer.content.decode()
    with seeding():
        assert not Mark.objects.exists()


def test_by_the_page_it_is_set_and_taken_away(officer: Actor, sent: Summary) -> None:
    text = read(officer, "submission", sent.pk, 1)
    assert text.count('name="attachment"') == 4
    client = signed_in(officer)
    typed = {"section": "attachments", "attachment": str(FIRST + 2), "remark": "请附盖章件"}
    answer = client.post(reverse("reporting:mark", args=[sent.pk, 1]), typed)
    assert answer["Location"].endswith("#attachments")
    text = read(officer, "submission", sent.pk, 1)
    assert text.index(">6. 丙<") < text.index("请附盖章件</p>") < text.index(">7. 丁<")
    (address,) = re.findall(r'action="([^"]+/marks/\d+/remove/)"', text)
    client.post(address)
    assert "请附盖章件" not in read(officer, "submission", sent.pk, 1)
    bad = client.post(reverse("reporting:mark", args=[sent.pk, 1]), typed | {"attachment": "9" * 40})
    assert bad.status_code == 400


def test_the_authority_reads_it_beside_the_file_and_answers(officer: Actor, writer: Actor, sent: Summary) -> None:
    marked = mark(officer, sent, attachment=FIRST + 1)
    send_back(officer, sent)
    text = read(writer, "attachments", sent.pk)
    row = re.split(r'<li class="card attachment-row"', text)[2]
    assert "请附盖章件" in row
    assert f"#mark-{marked.pk}" in row
    editor = read(writer, "summary", sent.pk)
    assert f'id="mark-{marked.pk}"' in editor
    address = reverse("reporting:mark-answer", args=[sent.pk, marked.pk])
    signed_in(writer).post(address, {"text": "已换成盖章件", "settled": "on", "version": "0"})
    assert "已换成盖章件" in read(writer, "summary", sent.pk)
    assert "已答复" in read(writer, "attachments", sent.pk)
    assert "请附盖章件" not in read(factories.approver("440000"), "summaries")


def test_the_later_edition_says_what_became_of_each(officer: Actor, writer: Actor, sent: Summary) -> None:
    with seeding():
        rows = {row.title: row for row in sent.attachments.select_related("file")}
    for place, title in enumerate("甲乙丙丁"):
        mark(officer, sent, attachment=FIRST + place, remark=f"看{title}")
    send_back(officer, sent)
    attach(writer, sent, "甲", content=content("新甲"), replaces=rows["甲"])
    do(services.remove_attachment, writer, rows["乙"], version=1)
    do(services.rename_attachment, writer, rows["丙"], title="丙（改）", version=1)
    with scope(writer):
        kinds = {view.mark.quote: view.fate and view.fate.kind for view in marked_attachments(writer, sent)}
    assert kinds == {"甲": "replaced", "乙": "removed", "丙": "renamed", "丁": "kept"}
    text = read(writer, "attachments", sent.pk)
    before, after = text.split('class="attachment-list"')
    assert "看乙" in before, "what is gone stands above the list"
    assert "看甲" in after.split("attachment-row")[1], "the newer file stands where the marked one was"
    assert "看丙" in after
    edition(writer, sent)
    hand_in(writer, sent, number=2)
    for actor in (officer, writer):
        text = read(actor, "submission", sent.pk, 2)
        part = text.split('id="attachments"')[1]
        fates = re.findall(r'mark-fate">.*?</svg>\s*(.*?)</p>', part, re.S)
        assert [fate.strip() for fate in fates] == [
            "该文件已替换为另一文件。",
            "该附件已撤下。",
            "同一文件仍在，名称已改。 “丙（改）”",
            "该附件仍在，文件相同。",
        ]


def test_programs_mark_and_read(officer: Actor, writer: Actor, sent: Summary) -> None:
    made = ask(officer, "summary-marks", sent.pk, 1, method="post", attachment=FIRST, remark="请附盖章件")
    assert made.status_code == 201
    assert (made.json()["section"], made.json()["attachment"], made.json()["quote"]) == ("attachments", FIRST, "甲")
    for wrong in (
        {"remark": "x"},
        {"remark": "x", "section": "cases"},
        {"remark": "x", "attachment": FIRST, "section": "cases", "quote": "工作"},
        {"remark": "x", "attachment": 99},
        {"remark": "x", "section": "attachments", "quote": "甲"},
    ):
        assert ask(officer, "summary-marks", sent.pk, 1, method="post", **wrong).status_code == 400
    assert ask(writer, "summary-marks", sent.pk, 1, method="post", attachment=FIRST, remark="x").status_code == 404
    assert ask(writer, "summary-marks", sent.pk, 1).json() == []
    send_back(officer, sent)
    (seen,) = ask(writer, "summary-marks", sent.pk, 1).json()
    assert (seen["attachment"], seen["remark"]) == (FIRST, "请附盖章件")
    passage = ask(officer, "summary-marks", sent.pk, 1).json()
    assert passage[0]["attachment"] == FIRST


def test_no_mark_points_into_another_office(officer: Actor, sent: Summary) -> None:
    """Past the service too."""
    stranger = factories.approver("440000")
    theirs = summary(stranger, text="工作")
    attach(stranger, theirs, "外省")
    edition(stranger, theirs)
    hand_in(stranger, theirs)
    marked = mark(officer, sent)
    with seeding():
        foreign = EditionAttachment.objects.get(edition__summary=theirs)
    fields = {"submission": marked.submission, "scope": marked.scope, "quote": "x", "remark": "x", "by": marked.by}
    for section, attachment in (("attachments", foreign), ("attachments", None), ("cases", marked.attachment)):
        with pytest.raises(Error):
            _past_the_service(officer, section=section, attachment=attachment, **fields)


def _past_the_service(officer: Actor, **fields: Any) -> None:
    with scope(officer), transaction.atomic():
        Mark.objects.create(**fields)
        transaction.get_connection().check_constraints()


def test_of_two_lists_each_earlier_file_has_one_fate() -> None:
    one, other = Attached("甲", "a.pdf", 1, "x"), Attached("甲", "b.pdf", 1, "y")
    assert {sha: fate.kind for sha, fate in fates_of([one], [other]).items()} == {"x": "replaced"}
    assert {sha: fate.kind for sha, fate in fates_of([one], []).items()} == {"x": "removed"}
    assert {sha: fate.kind for sha, fate in fates_of([], [one]).items()} == {}
