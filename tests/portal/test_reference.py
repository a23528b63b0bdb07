"""Loading reference data: complete, repeatable, names over time, a missing package."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from portal.enums import AuthorityKind, OrganisationKind, RegionLevel
from portal.errors import Refused
from portal.models import Division, Organisation, OrganisationName, Region
from portal.reference import authorities
from portal.services.reference import load_reference, read_regions, write_body
from portal.tenancy import Actor, scope

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("tests")


def test_everything_is_there_and_a_second_load_changes_nothing() -> None:
    assert load_reference(actor=SYSTEM) == {"divisions": 0, "regions": 0, "organisations": 0}
    with scope(SYSTEM):
        kinds = Organisation.objects.filter(kind=OrganisationKind.AUTHORITY)
        assert kinds.count() == 37
        assert kinds.filter(authority_kind=AuthorityKind.SEPARATELY_LISTED_CITY).count() == 5
        assert Organisation.objects.get(code="330200").scope == "/3302/"
        assert Organisation.objects.get(code="XPCC").region is None
    assert Division.objects.count() == 31


def test_regions_are_a_tree_with_readable_names() -> None:
    hangzhou = Region.objects.get(code="330106")
    assert (hangzhou.level, hangzhou.parent_id) == (RegionLevel.COUNTY, "330100")
    assert Region.objects.get(code="110100").name == "北京市"
    dongguan = Region.objects.get(code="441900")
    assert (dongguan.level, dongguan.children.count()) == (RegionLevel.CITY, 0)
    assert Region.objects.filter(level=RegionLevel.PROVINCE).count() == 31


def test_a_new_name_ends_the_old_one() -> None:
    record = next(item for item in authorities() if item.code == "420000")
    renamed = replace(record, name_zh="湖北省工业和信息化厅")
    day = date(2026, 3, 1)
    with scope(SYSTEM):
        assert write_body(renamed, day)
        assert not write_body(renamed, day)
        body = Organisation.objects.get(code="420000")
        names = list(OrganisationName.objects.filter(organisation=body).values_list("name", "valid_from", "valid_to"))
    assert body.name == renamed.name_zh
    assert names == [
        (record.name_zh, date(2025, 1, 1), day - timedelta(days=1)),
        (renamed.name_zh, day, None),
    ]


def test_a_missing_package_is_a_sentence(tmp_path: Path, settings: object) -> None:
    with pytest.raises(Refused) as caught:
        read_regions(tmp_path)
    assert "npm ci" in caught.value.remedy
    settings.NODE_MODULES = tmp_path  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="npm ci"):
        call_command("load_reference")
