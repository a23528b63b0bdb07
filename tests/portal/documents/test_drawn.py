"""Charts drawn before are not drawn again, whoever drew them, and the document is the same to the byte."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.core.cache import cache
from pytest_django.fixtures import Settings

from portal.documents.drawn import key_of
from portal.documents.model import Figure, Section
from portal.documents.printer import PrintFailed, print_document
from tests.portal.documents.samples import BARS, COUNTS, IMPOSSIBLE, plain_document

FIRST, SECOND, THIRD = (
    Figure(name, name, {**BARS, "series": [{"type": "bar", "data": [number, 34]}]}, COUNTS)
    for number, name in enumerate(("第一图", "第二图", "第三图"), start=1)
)
DOCUMENT = replace(plain_document("正文"), sections=(Section("图", 1, (FIRST, SECOND, THIRD)),))


@pytest.fixture(autouse=True)
def _nothing_is_known() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def forget(*figures: Figure) -> None:
    cache.delete_many([key_of(figure) for figure in figures])


def drawn_of(*figures: Figure) -> tuple[list[str], bytes]:
    """Print a document with these charts: which were drawn, and its bytes."""
    heard: list[str] = []
    document = replace(DOCUMENT, sections=(Section("图", 1, figures),))
    printed = print_document(
        document, drawing=lambda figure, number, total: heard.append(f"{figure.caption} {number}/{total}")
    )
    return heard, printed.pdf


def test_what_was_drawn_before_is_reused_to_the_byte_and_what_changed_is_drawn_again() -> None:
    heard, fresh = drawn_of(FIRST, SECOND, THIRD)
    assert heard == ["第一图 1/3", "第二图 2/3", "第三图 3/3"]
    assert drawn_of(FIRST, SECOND, THIRD) == ([], fresh)
    forget(FIRST, THIRD)
    assert drawn_of(FIRST, SECOND, THIRD) == (["第一图 1/3", "第三图 3/3"], fresh)
    assert drawn_of(FIRST, replace(SECOND, height=SECOND.height + 10))[0] == ["第二图 2/2"]


def test_a_chart_that_fails_is_named_and_only_what_remains_is_drawn_again() -> None:
    broken = replace(SECOND, option=IMPOSSIBLE)
    with pytest.raises(PrintFailed, match="第二图"):
        drawn_of(FIRST, broken, THIRD)
    assert drawn_of(FIRST, SECOND, THIRD)[0] == ["第二图 2/3", "第三图 3/3"]


def test_a_build_that_is_stopped_keeps_what_it_drew() -> None:
    class Stopped(Exception):
        pass

    def stop(figure: Figure, number: int, total: int) -> None:
        if number == 2:
            raise Stopped

    with pytest.raises(Stopped):
        print_document(DOCUMENT, drawing=stop)
    heard, resumed = drawn_of(FIRST, SECOND, THIRD)
    assert "第一图 1/3" not in heard
    cache.clear()
    assert drawn_of(FIRST, SECOND, THIRD)[1] == resumed


def test_without_redis_every_chart_is_drawn(settings: Settings) -> None:
    redis = settings.CACHES["default"]
    settings.CACHES = {"default": redis | {"LOCATION": "redis://127.0.0.1:1/0"}}
    for _again in range(2):
        assert drawn_of(FIRST, SECOND)[0] == ["第一图 1/2", "第二图 2/2"]


@pytest.mark.parametrize("svg", ["", "<svg><g>"])
def test_half_a_chart_is_drawn_again(svg: str) -> None:
    cache.set(key_of(FIRST), svg)
    assert drawn_of(FIRST)[0] == ["第一图 1/1"]
