"""The proxy lets a file of evidence through wherever one is sent at once, and nothing of that size anywhere else."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from evaluations.document_forms import NewDocumentForm, VersionForm

ROOT = Path(__file__).resolve().parents[2]
MATCHERS = re.findall(r"@(evidence|other) (?:not )?path_regexp (\S+)", (ROOT / "deploy" / "Caddyfile").read_text())
LARGE = [
    reverse("evaluations:evidence-add", args=[1, "D1.1"]),
    reverse("evaluations:document-add"),
    reverse("evaluations:document-version-add", args=[12]),
    "/api/v1/filings/1/answers/D1.1/evidence/",
    "/api/v1/documents/",
    "/api/v1/documents/12/versions/",
]
OTHERS = [
    reverse("evaluations:library"),
    reverse("evaluations:document", args=[12]),
    reverse("evaluations:document-version", args=[12, 1]),
    "/api/v1/documents/12/",
    "/api/v1/documents/12/bindings/",
    "/api/v1/uploads/",
]


@pytest.mark.parametrize(("address", "large"), [*((one, True) for one in LARGE), *((one, False) for one in OTHERS)])
def test_large_requests_go_only_where_files_of_evidence_are_sent(address: str, large: bool) -> None:
    (_evidence, pattern), (_other, negated) = MATCHERS
    assert pattern == negated
    assert bool(re.search(pattern, address)) == large


def test_the_forms_say_how_large_a_file_may_be() -> None:
    for form in (NewDocumentForm(), VersionForm()):
        assert f"不超过 {settings.EVIDENCE_LIMIT >> 20} MB" in str(form.fields["file"].help_text)
