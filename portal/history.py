"""Row history: an event for each change of a row, append-only, in the same tenant's scope as the row it tells of."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import pghistory
import pgtrigger
from django.db import models

from portal.rls import SameScope, TenantPolicy

M = TypeVar("M", bound=models.Model)

_APPEND_ONLY = """
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'scope' = to_jsonb(OLD) - 'scope' THEN
      RETURN NEW;
    END IF;
    RAISE EXCEPTION 'history is append-only: %', TG_TABLE_NAME;
"""

# Any role may set pgtrigger's list of triggers to skip, and so unfreeze a published standard or write without history.
# Each trigger that a migration adds brings pgtrigger's own function back: such a migration is followed by this.
NO_TRIGGER_IS_SKIPPED = """
    CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean
    LANGUAGE sql IMMUTABLE AS 'SELECT false'
"""


def keep_history(
    *, policy: TenantPolicy, parent: SameScope, removals: bool = False, exclude: Sequence[str] = ()
) -> Callable[[type[M]], type[M]]:
    """Decorates a model: what is added, changed and, with `removals`, removed is kept as events that nobody rewrites.

    `parent` is a row that is never deleted, such as the evaluation of an answer: history takes its scope, so old events
    move to the new authority with the enterprise. Who did it stands in the row itself; pghistory's context, which is
    looked up anew for every row (0.7 ms), is left out. `exclude` names what is derived from the rest.
    """
    # A row that only follows its owner to another authority says nothing new.
    events = [pghistory.InsertEvent(), pghistory.UpdateEvent(condition=pghistory.AnyChange(exclude=["scope"]))]
    events += [pghistory.DeleteEvent()] if removals else []
    frozen = pgtrigger.Trigger(
        name="append_only", operation=pgtrigger.Update | pgtrigger.Delete, when=pgtrigger.Before, func=_APPEND_ONLY
    )
    meta = {"constraints": [policy, parent], "triggers": [frozen]}
    tracked: Callable[[type[M]], type[M]] = pghistory.track(
        *events,
        exclude=list(exclude) or None,
        append_only=False,
        context_field=None,  # type: ignore[arg-type]  # pghistory takes None; its annotation forgot
        meta=meta,
    )
    return tracked
