from typing import Any

from django import template
from django.utils import timezone

from evaluations.filing_window import describe_unfiled
from evaluations.models import Extension, Filing, Round

register = template.Library()


@register.inclusion_tag("evaluations/unfiled.html")
def unfiled(
    yearly_round: Round | None, filing: Filing | None = None, extension: Extension | None = None
) -> dict[str, Any]:
    """“Not filed yet” with the days left: `{% unfiled filing.round filing %}`; nothing once it was submitted.

    `extension` is the company's, whose reason is then said too.
    """
    extension = extension or None
    until = extension.until if extension else None
    line = describe_unfiled(yearly_round, filing or None, timezone.localdate(), until)
    return {"unfiled": line, "extension": extension if line else None}
