"""The page of a standard shows what its kind of scheme is made of."""

import pytest
from django.urls import reverse

from evaluations.models import StandardVersion
from tests import factories
from tests.evaluations.test_filing_pages import client_of

pytestmark = pytest.mark.django_db
STAGES = "各等级的条件"


def page_of(code: str) -> str:
    version = StandardVersion.objects.get(standard__code=code)
    answer = client_of(factories.officer()).get(reverse("evaluations:standard", args=[version.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        # Points of a group, of an item and of each choice; facts; what bars the level.
        (
            "innovative-sme",
            ("40 分", "E. 低于1%", "15 分", "不计分", "答是或否", "达到“是”起须附证明材料", "一票否决情形"),
        ),
        # Nested groups, weights of both industries, an item's level in place of a weight, bands, contradictions.
        (
            "smart-manufacturing",
            ("P1 组织战略", "流程型 15 %、离散型 25 %", "引领级", "规范级分段：1.8 分起（满分 5）"),
        ),
        ("smart-manufacturing", ("离散型：其余行业", "可申请不适用；认可后其权重分给其他评价项", "称生产数据自动采集")),
        ("iso9004-like", ("E5.2 相关方", "14.28 %", "答是或否", STAGES)),
        ("cmmi-like", ("属于“已管理级”", "大部分满足", "10 %", STAGES)),
        ("efqm-like", ("200 分", "填百分比，步长 5", "400分段：400 分起（满分 1000）")),
    ],
)
def test_a_scheme_is_readable_by_an_official_of_the_ministry(code: str, words: tuple[str, ...]) -> None:
    text = page_of(code)
    assert [word for word in words if word not in text] == []


def test_a_standard_without_levels_speaks_of_none() -> None:
    assert STAGES not in page_of("efqm-like")
