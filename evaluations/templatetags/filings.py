from typing import Any

from django import template
from django.utils import timezone

from evaluations.filing_window import describe_unfiled
from evaluations.models import Filing, Round

register = template.Library()


@register.inclusion_tag("evaluations/unfiled.html")
def unfiled(yearly_round: Round | None, filing: Filing | None = None) -> dict[str, Any]:
    """“Not filed yet” with the days left: `{% unfiled filing.round filing %}`; nothing once it was submitted."""
    return {"unfiled": describe_unfiled(yearly_round, filing or None, timezone.localdate())}
