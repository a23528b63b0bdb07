"""Attachments when two are at work, or one twice: what is said, what waits for nobody, and what takes up no room."""

from collections.abc import Callable
from typing import Any

import pytest

from portal.errors import InvalidInput, Refused, Stale
from portal.models import Organisation, Upload
from portal.tenancy import Actor
from reporting import tasks
from reporting.attached import Attached, compare_attached
from reporting.models import Summary
from reporting.services import attachments as services
from tests import factories
from tests.reporting.attaching import attach, content, do, refusal, sent_in_parts, titles
from tests.seeding import seeding

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_own_storage")]


def noted(steps: list[str], name: str, service: Callable[..., Any]) -> Callable[..., Any]:
    def step(*args: Any) -> Any:
        steps.append(name)
        return service(*args)

    return step


def test_an_upload_sent_again_with_other_words_is_no_new_attachment_and_is_said(writer: Actor, made: Summary) -> None:
    upload, other = sent_in_parts(writer, content("大")), attach(writer, made, "丙")
    row = attach(writer, made, "甲", upload=upload)
    for again in ({"title": "乙"}, {"title": "甲", "replaces": other}):
        (said,) = refusal(InvalidInput, writer, made, upload=upload, **again).errors["file"]
        assert "“甲”" in said
    assert titles(made) == ["丙", "甲"]
    newer = attach(writer, made, "甲（改题）", upload=upload, replaces=row)
    assert (titles(made), newer.file_id) == (["丙", "甲（改题）"], row.file_id)


def test_the_number_that_is_named_is_the_one_that_is_seen(writer: Actor, made: Summary) -> None:
    rows = [attach(writer, made, title) for title in ("甲", "乙", "丙")]
    (said,) = refusal(InvalidInput, writer, made, title="丁", content=content("丙"), replaces=rows[0]).errors["file"]
    assert "3" in said


def test_what_can_never_be_attached_takes_up_no_room(
    writer: Actor, made: Summary, django_capture_on_commit_callbacks: Any
) -> None:
    attach(writer, made, "甲", content=content("大"))
    upload = sent_in_parts(writer, content("大"))
    refusal(InvalidInput, writer, made, title="乙", upload=upload)
    with seeding():
        assert not Upload.objects.filter(pk=upload).exists()


def test_a_move_is_no_conflict_for_who_renames_another_one(writer: Actor, made: Summary) -> None:
    gone, first, second, third = (attach(writer, made, title) for title in ("零", "甲", "乙", "丙"))
    do(services.remove_attachment, writer, gone, version=1)
    do(services.move_attachment, writer, first, direction="down", version=1)
    for row in (second, third):
        assert do(services.rename_attachment, writer, row, title=f"{row.title}（改）", version=1).version == 2
    assert titles(made) == ["乙（改）", "甲", "丙（改）"]


def test_what_a_colleague_took_off_is_said_to_be_that(writer: Actor, made: Summary) -> None:
    row = attach(writer, made, "甲")
    do(services.remove_attachment, factories.reviewer(), row, version=1)
    for service, more in (
        (services.rename_attachment, {"title": "新"}),
        (services.move_attachment, {"direction": "up"}),
    ):
        with pytest.raises(Refused, match="“甲”已由") as refused:
            do(service, writer, row, version=2, **more)
        assert not isinstance(refused.value, Stale)


def test_no_one_waits_for_a_file_that_is_looked_through(
    writer: Actor, made: Summary, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    for name in ("_take", "_open"):
        monkeypatch.setattr(services, name, noted(steps, name, getattr(services, name)))
    attach(writer, made, "甲")
    assert steps == ["_take", "_open"]


def test_what_a_colleague_changed_meanwhile_is_not_replaced_unseen(writer: Actor, made: Summary) -> None:
    row, colleague = attach(writer, made, "甲"), factories.reviewer()
    do(services.rename_attachment, colleague, row, title="同事的题", version=1)
    read = services.Replaced(row.pk, 1)
    stale = refusal(Stale, writer, made, title="新", replaces=read)
    assert (stale.current["title"], stale.current["name"], stale.current["version"]) == ("同事的题", "甲.pdf", 2)
    assert stale.attempted == {"title": "新", "name": "新.pdf"}
    assert titles(made) == ["同事的题"]
    attach(writer, made, "新", replaces=row)
    assert titles(made) == ["新"]


@pytest.mark.parametrize(("later", "reordered"), [("甲乙", False), ("乙甲", True), ("丙甲乙", False), ("乙", False)])
def test_another_order_is_a_difference_too(later: str, reordered: bool) -> None:
    files = {title: Attached(title, f"{title}.pdf", 9, title) for title in "甲乙丙"}
    compared = compare_attached([files["甲"], files["乙"]], [files[title] for title in later])
    assert compared.reordered is reordered


def test_what_one_office_cannot_be_rid_of_keeps_no_other_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def forget(*, office: Organisation, **_rest: Any) -> int:
        seen.append(office.code)
        if office.code == "330000":
            raise ValueError
        return 1

    monkeypatch.setattr(tasks, "forget_attachments", forget)
    with pytest.raises(RuntimeError, match="浙江"):
        tasks.forget_removed_attachments()
    assert len(seen) == len(set(seen)) > 30
