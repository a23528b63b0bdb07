"""Every scheme of the standards folder down and up again, through the jobs and the database."""

import pytest

from evaluations.models import StandardVersion
from evaluations.workbook.choices import choices_of
from evaluations.workbook.differences import RowKind
from tests.evaluations.offline import downloaded, filled, found, stored, taken, uploaded
from tests.evaluations.schemes.reading import SHIPPED, shipped
from tests.evaluations.standards import publish
from tests.evaluations.test_moving import opened

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", sorted(path.stem for path in SHIPPED.glob("*.yaml")))
def test_a_scheme_goes_down_and_up_and_only_what_was_edited_changes(name: str) -> None:
    version: StandardVersion = publish((SHIPPED / f"{name}.yaml").read_text())
    definition = shipped(name)
    scales = {item.code: [rung.code for rung in item.scale.rungs] for item in definition.items}
    codes = list(scales)[:6]
    made = opened(version, {code: scales[code][-1] for code in codes})
    content = downloaded(made)
    assert not found(made, uploaded(made, content)).offered
    before = stored(made)
    edits = {
        code: choices_of(definition.item(code), "zh-hans")[scales[code][0]] for code in (codes[0], list(scales)[-1])
    }
    upload = uploaded(made, filled(content, {code: (word, "=改") for code, word in edits.items()}))
    offered = found(made, upload).offered
    assert {row.code: row.kind for row in offered} == {codes[0]: RowKind.CHANGED, list(scales)[-1]: RowKind.NEW}
    taken(made, upload, *offered)
    now = stored(made)
    assert {code: now[code][:2] for code in edits} == {code: (scales[code][0], "=改") for code in edits}
    assert {code: now[code] for code in before if code not in edits} == {
        code: before[code] for code in before if code not in edits
    }
