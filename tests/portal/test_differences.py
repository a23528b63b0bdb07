import re
from itertools import accumulate
from pathlib import Path
from time import process_time

import pytest
from django.conf import settings
from django.template import Context, Template

from portal.differences import MOST_STEPS, MOST_TOKENS, Effort, join_texts, mark_difference


@pytest.mark.parametrize(
    ("stored", "written", "joined"),
    [
        ("同一句。", "同一句。", "同一句。"),
        ("开头。同事的。", "开头。我的。", "开头。同事的。我的。"),
        ("开头。", "开头。我的。结尾。", "开头。我的。结尾。"),
        ("每季度一次", "每年一次", "每季度一次\n每年一次"),
        ("Rate 3.5 % so far. Theirs.", "Rate 3.5 % so far. Mine.", "Rate 3.5 % so far. Theirs.\nMine."),
        ("第一行\n第二行", "第一行\n第三行", "第一行\n第二行\n第三行"),
        ("", "我的", "我的"),
        ("他的", "", "他的"),
        ("", "", ""),
    ],
)
def test_both_texts_become_one_with_nothing_of_either_lost(stored: str, written: str, joined: str) -> None:
    assert join_texts(stored, written) == joined


def test_every_word_of_both_is_in_the_pieces() -> None:
    stored, written = mark_difference("每季度开展一次", "每年开展一次", Effort())
    assert "".join(piece.text for piece in stored) == "每季度开展一次"
    assert [piece.text for piece in written if piece.differs] == ["年"]


HOSTILE = [
    ("a b " * 370, "a c " * 370),
    ("甲乙" * 740, "甲丙乙" * 490),
    ("字" * 40_000, "字" * 39_999 + "句"),
    ("x\n" * 740, "y\n" * 740),
]


@pytest.mark.parametrize("texts", HOSTILE, ids=["two by two", "in turns", "far too long", "blank by blank"])
def test_texts_that_repeat_themselves_are_marked_whole_and_say_so(texts: tuple[str, str]) -> None:
    """Compared to the end, such texts take minutes."""
    effort, started = Effort(), process_time()
    stored, written = mark_difference(*texts, effort)
    assert process_time() - started < 5
    assert effort.steps >= Effort().steps - MOST_STEPS
    assert ([piece.text for piece in stored], [piece.text for piece in written]) == ([texts[0]], [texts[1]])
    assert [piece.unmarked for piece in (*stored, *written)] == [False, True], "said once"


def test_passages_share_what_their_page_has_left() -> None:
    effort = Effort()
    for _passage in range(100):
        mark_difference("甲乙" * 740, "甲丙乙" * 490, effort)
    assert effort.steps == 0
    _stored, [written] = mark_difference("每季度开展一次", "每年开展一次", effort)
    assert written.unmarked
    assert not mark_difference("同一句。", "同一句。", effort)[1][0].unmarked, "nothing is to be marked in it"


def test_a_page_has_no_more_pieces_than_it_can_show() -> None:
    effort = Effort(pieces=10)
    _stored, first = mark_difference("甲乙丙", "甲丁丙", effort)
    _stored, second = mark_difference("甲乙丙", "甲丁丙", effort)
    assert [len(first), len(second)] == [3, 1]
    assert second[0].unmarked


def test_a_long_text_that_people_write_is_marked_word_by_word() -> None:
    stored = "".join(f"第{place}项工作由{chr(0x4E00 + place)}部门负责，{place * 7}家企业参加。" for place in range(60))
    old, new = mark_difference(stored, stored.replace("家企业参加", "家企业和院所参与"), Effort())
    assert not any(piece.unmarked for piece in new)
    assert "".join(piece.text for piece in old) == stored
    assert {piece.text for piece in new if piece.differs} == {"和院所", "与"}


def test_an_english_text_near_the_limit_is_marked_word_by_word() -> None:
    """Its words alone count: blanks, all alike and as many, would cost the square of them."""
    text = Path(settings.BASE_DIR, "README.md").read_text(encoding="utf-8")
    words = re.findall(r"[A-Za-z]+[,.;]?", text)
    tokens = accumulate(1 + (not word[-1].isalpha()) for word in words)
    stored = [word for word, count in zip(words, tokens, strict=True) if count <= MOST_TOKENS // 2 - 20]
    written = ["otherwise" if place % 12 == 5 else word for place, word in enumerate(stored)]
    assert len(stored) > 1_100
    effort = Effort()
    old, new = mark_difference(" ".join(stored), " ".join(written), effort)
    assert not any(piece.unmarked for piece in new)
    assert Effort().steps - effort.steps < MOST_STEPS // 6
    assert ["".join(piece.text for piece in side) for side in (old, new)] == [" ".join(stored), " ".join(written)]
    assert {piece.text.strip(" ,.;") for piece in new if piece.differs} <= {"otherwise", ""}


def test_blanks_belong_to_the_word_behind_them_and_lines_stay_lines() -> None:
    old, new = mark_difference("We plan.\nWe do", "We plan.\n\nWe do and check", Effort())
    assert [piece.text for piece in old if piece.differs] == ["\n"]
    assert [piece.text for piece in new if piece.differs] == ["\n\n", " and check"]


def test_the_fields_of_a_conflict_share_one_effort() -> None:
    pairs = [(f"{place}{'甲乙' * 740}", f"{place}{'甲丙乙' * 490}") for place in range(3)]
    source = "{% load ui %}{% for stored, written in pairs %}{% compare stored written %}{% endfor %}"
    page = Template(source).render(Context({"pairs": [*pairs, ("每季度开展一次", "每年开展一次")]}))
    assert page.count("太长，无法逐字比较") == 4, "nothing is left for a word of the last"
