"""What a reviewer writes is nobody's to read at the company until it is sent: by page, by API and past all filters."""

import re
from collections.abc import Collection
from contextlib import suppress

import pytest
from django.apps import apps
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from evaluations.services.filings import submit_filing
from evaluations.services.reviews import (
    determine_filing,
    finish_review,
    release_filing,
    return_filing,
    send_back,
    take_filing,
)
from evaluations.services.scores import agree_with_rest, save_score
from portal.tenancy import scope
from tests.access.layers import LAYERS
from tests.access.routes import every_route, methods_of
from tests.access.walking import read_body
from tests.evaluations.factories import Case, case, item_codes
from tests.evaluations.test_review_pages import client_of

pytestmark = pytest.mark.django_db
OF_FILINGS = re.compile("(/api/v1)?/(filings|reviews?)/")
BESIDE = (
    "evaluations:home",
    "evaluations:plan",
    "evaluations:records",
    "portal:audit",
    "portal:notices",
    "portal:jobs",
    "api:audit-list",
    "api:filing-list",
)
DRAFT, ASKED, FRESH, OPINION, INTERNAL = "草稿意见甲", "补正要求乙", "复看意见丙", "总体意见丁", "办内交代戊"


def addresses_of(made: Case) -> list[str]:
    """Every page and API route of a filing that takes no more than it and an item of it, and the pages beside them."""
    pk = made.filing.pk
    parts = ({"pk": pk}, {"filing": pk}, {"pk": pk, "code": "D1.1"}, {"pk": pk, "code": "D1.2"})
    found = [reverse(name) for name in BESIDE]
    for name in (name for name, view in every_route().items() if "GET" in methods_of(view)):
        for kwargs in parts:
            with suppress(NoReverseMatch):
                found.append(reverse(name, kwargs=kwargs))
    return found[: len(BESIDE)] + [address for address in found[len(BESIDE) :] if OF_FILINGS.match(address)]


def shown_to(client: Client, made: Case) -> str:
    return "".join(read_body(client.get(address)).decode(errors="replace") for address in addresses_of(made))


def stored_for(made: Case) -> str:
    """All that the database gives the company's role, with no filter of ours."""
    found = ""
    with scope(made.filler):
        for model in apps.get_models():
            with suppress(ProgrammingError), transaction.atomic():
                found += str(list(model._base_manager.values()))
    return found


def check(
    made: Case, *, secret: Collection[str], told: Collection[str] = (), layers: Collection[str] = ("both",)
) -> None:
    made.read()
    client, texts = client_of(made.responsible), {"database": stored_for(made)}
    for layer in layers:
        with LAYERS[layer]():
            texts[layer] = shown_to(client, made)
    for place, text in texts.items():
        assert [word for word in secret if word in text] == [], f"{place}, {made.filing.state}"
        assert [word for word in told if word not in text] == [], f"{place}, {made.filing.state}"


def scored(made: Case, code: str, comment: str, version: int, *, flagged: bool = False) -> None:
    with scope(made.reviewer) as actor:
        save_score(
            actor=actor, filing=made.read(), item_code=code, rung="2", comment=comment, flagged=flagged, version=version
        )


def test_in_no_state_before_it_is_sent() -> None:
    made = case(rung="3", submitted=True)
    with scope(made.reviewer) as actor:
        take_filing(actor=actor, filing=made.filing)
    scored(made, "D1.1", ASKED, 0, flagged=True)
    scored(made, "D1.2", DRAFT, 0)
    check(made, secret=(ASKED, DRAFT))
    with scope(made.reviewer) as actor:
        release_filing(actor=actor, filing=made.read())
    check(made, secret=(ASKED, DRAFT))
    with scope(made.reviewer) as actor:
        take_filing(actor=actor, filing=made.read())
        return_filing(actor=actor, filing=made.read(), reason="请补正标记项")
    check(made, secret=(DRAFT,), told=(ASKED,), layers=("both", "filters alone"))
    with scope(made.responsible) as actor:
        submit_filing(actor=actor, filing=made.read(), pledged=True)
    scored(made, "D1.1", FRESH, 1)
    check(made, secret=(DRAFT, FRESH))
    with scope(made.reviewer) as actor:
        agree_with_rest(actor=actor, filing=made.read(), expected=len(item_codes()) - 2)
        finish_review(actor=actor, filing=made.read(), opinion=OPINION)
    check(made, secret=(DRAFT, FRESH, OPINION, "agree_with_rest"), layers=("both", "filters alone"))
    with scope(made.approver) as actor:
        send_back(actor=actor, filing=made.read(), reason=INTERNAL)
    check(made, secret=(DRAFT, FRESH, OPINION, INTERNAL, "filing.send_back"))
    with scope(made.reviewer) as actor:
        finish_review(actor=actor, filing=made.read(), opinion=OPINION)
    with scope(made.approver) as actor:
        determine_filing(actor=actor, filing=made.read(), reason="同意")
    check(made, secret=(INTERNAL,), told=(DRAFT, FRESH))
