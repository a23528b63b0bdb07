"""Long jobs as pages show them. `{% load jobs %}`"""

from typing import Any

from django import template
from django.template import Context

from portal import presentation
from portal.enums import ACTIVE_JOB_STATES
from portal.models import Job
from portal.rules import opens_result
from portal.tenancy import Actor

register = template.Library()


@register.inclusion_tag("ui/job_card.html", takes_context=True)
def job_card(context: Context, job: Job, *, reload: bool = False) -> dict[str, Any]:
    """A long job: name, who started it, progress in words and bar, cancel, then its result or the reason.

    With `reload` the page that shows the card is loaded again once the job has ended, because it shows what came of it.
    """
    token = context.get("csrf_token")
    return {"job": job, "csrf_token": token, "opens": opens(context, job), "reload": reload}


@register.simple_tag(takes_context=True)
def opens(context: Context, job: Job) -> bool:
    """Whether the job's file is for the reader; a link that leads nowhere is not shown."""
    actor: Actor | None = getattr(context.get("request"), "actor", None)
    return actor is not None and opens_result(actor, job)


@register.simple_tag
def is_active(job: Job | None) -> bool:
    """Whether the job still waits or runs; there may never have been one."""
    return job is not None and job.state in ACTIVE_JOB_STATES


@register.simple_tag
def job_name(job: Job) -> str:
    """What the job does, in the reader's words."""
    return str(presentation.JOB_NAMES.get(job.kind, job.kind.replace("_", " ")))
