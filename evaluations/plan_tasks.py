from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.plan_queries import own_plan, view_plan
from evaluations.services.plan_export import keep_plan_export
from evaluations.services.plan_notices import remind_owners
from portal.jobs import Work
from portal.tenancy import Actor, scope


def export_plan(work: Work) -> None:
    """The plan as a workbook, for whoever asked."""
    work.progress(0, 1, _("Writing the file"))
    with scope(work.actor):
        found = view_plan(work.actor, own_plan(work.actor, work.params["plan"]))
        file = keep_plan_export(actor=work.actor, found=found)
        work.report({"rows": len(found.items)}, file)
    work.progress(1, 1, _("Done"))


def remind_of_plans() -> int:
    """For the beat: who owns an action that falls due within a week is told, once for each due day."""
    with scope(Actor.system("plans")) as actor:
        return remind_owners(actor=actor, today=timezone.localdate())
