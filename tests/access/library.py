"""What the world's companies have in their libraries."""

from typing import Any

from evaluations.filing_queries import own_filing
from evaluations.models import DeclinedBinding
from portal.tenancy import Actor, scope
from tests.evaluations.factories import library_version


def furnish_library(keys: dict[str, Any], text: str, filler: Actor) -> None:
    """A document that is shown nowhere; the library is the company's own, whatever was handed in of it."""
    keys["document"] = library_version(filler, f"{text}稿资料.pdf", title=f"{text}稿资料").document_id
    with scope(filler):
        filing = own_filing(filler, keys["draft filing"])
        declined = {"document_id": keys["reviewed document"], "item_code": "D1.2", "by_id": filler.person_id}
        DeclinedBinding.objects.create(filing=filing, scope=filing.scope, **declined)
