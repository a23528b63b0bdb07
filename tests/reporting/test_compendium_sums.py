"""The national compendium beside the summaries that it adds up: equal words, equal sums, and files for officers alone."""

import pytest
from django.urls import reverse
from django.utils import translation

from portal.enums import Role
from portal.models import Organisation
from portal.tenancy import scope
from reporting.compendium_data import Nation
from reporting.compendium_tables import tabulate_targets
from reporting.services.compendia import Built, Frozen, freeze_compendium, keep_compendium
from tests import factories
from tests.portal.people import signed_in
from tests.reporting.factories import PRINTED, YEAR, content_of, filing, summary
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


def frozen_now() -> Frozen:
    with scope(factories.officer()) as officer:
        return freeze_compendium(actor=officer, year=YEAR)


def test_an_authority_that_is_not_loaded_is_named_as_not_included() -> None:
    summary(factories.approver("330000"), submitted=True)
    with seeding():
        Organisation.objects.filter(code="620000").delete()
    frozen = frozen_now()
    (office,) = [office for office in frozen.data["offices"] if office["code"] == "620000"]
    assert (office["state"], office["snapshot"], office["submitted_at"]) == ("not_started", None, "")
    assert office["name"]["zh-hans"].startswith("甘肃")
    assert len(frozen.data["offices"]) == 37


def test_the_files_of_a_compendium_are_for_officers_at_their_own_address_too() -> None:
    summary(factories.approver("330000"), submitted=True)
    officer = factories.officer()
    frozen = freeze_compendium(actor=officer, year=YEAR)
    built = Built(PRINTED, b"PK\x03\x04")
    made = keep_compendium(actor=officer, frozen=frozen, built=built, key="test")
    other = factories.member(factories.ministry(), Role.ADMINISTRATOR)
    for file in (made.pdf, made.xlsx):
        address = reverse("portal:file", args=[file.pk])
        assert content_of(signed_in(factories.officer()).get(address))
        assert signed_in(other).get(address).status_code == 404


def test_stock_and_new_are_the_sums_of_those_in_the_summaries() -> None:
    """One company was on the third stage, rose, and fell back: it is new to none; one came to the third from the fourth."""
    for code, region, path in (("330000", "330106", ("L3", "L4", "L3")), ("440000", "440106", ("", "L4", "L3"))):
        company = factories.enterprise(region, under=code)
        for year, level in zip(range(YEAR - 2, YEAR + 1), path, strict=True):
            if level:
                filing(company, year=year, declared=level, reviewed=level, total=70)
        earlier = factories.enterprise(region, under=code)
        filing(earlier, year=YEAR - 1, declared="L4", reviewed="L4", total=80)
        summary(factories.approver(code), submitted=True)
    frozen = frozen_now()
    with translation.override("en"):
        table = tabulate_targets(Nation(frozen.data, frozen.snapshots, "en"))
    parts = [{row["level"]: row for row in data["standing"]} for data in frozen.snapshots.values()]
    assert sorted((part[3]["stock"], part[3]["new"]) for part in parts) == [(1, 0), (1, 1)]
    sums = [tuple(str(sum(part[level][key] for part in parts)) for key in ("stock", "new")) for level in (2, 3, 4, 5)]
    assert [row[-2:] for row in table.rows[1:]] == sums == [("0", "0"), ("2", "1"), ("2", "0"), ("0", "0")]
    assert any("certificate" in note for note in table.notes)


def test_a_summary_without_stock_leaves_a_dash_and_a_note() -> None:
    for code in ("330000", "440000"):
        summary(factories.approver(code), submitted=True)
    frozen = frozen_now()
    del next(iter(frozen.snapshots.values()))["standing"]
    with translation.override("en"):
        table = tabulate_targets(Nation(frozen.data, frozen.snapshots, "en"))
    assert {row[-2:] for row in table.rows} == {("—", "—")}
    assert any(note.startswith("A dash") for note in table.notes)
