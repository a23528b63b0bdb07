"""What lists of filings filter, sort and search by: the register's words about the enterprise, in the filing's own row."""

from functools import reduce
from operator import or_

import pgtrigger
from django.db import models
from django.db.models.functions import Lower

from evaluations.enums import FilingState
from portal.enums import SizeClass
from portal.models import Division, Region
from portal.rls import SameFacts

_COPIED = """
    SELECT o.name, o.code, e.city_id, e.division_id, e.size_class
      INTO NEW.company, NEW.credit_code, NEW.city_id, NEW.division_id, NEW.size_class
      FROM portal_organisation o JOIN portal_enterprise e ON e.organisation_id = o.id
     WHERE o.id = NEW.enterprise_id;
    RETURN NEW;
"""
# All that a row of the queue is found, sorted and counted by: an office's rows lie side by side and nothing else is read.
_FOUND_BY = (
    "id", "state", "state_since", "submitted_at", "declared_level", "city", "division", "size_class", "company_plain",
    "credit_code", "enterprise",
)  # fmt: skip
# For the whole nation a page is read along its order: sorting 600,000 rows takes too long.
_ORDERS = ("state_since", "submitted_at", "declared_level", "company_plain", "city", "division")


class RegisterFacts(models.Model):
    """Copies that the database keeps true: a trigger takes them at the first writing, SameFacts carries every change.

    They stand in the row because one index can then serve an office's queue. Nobody writes them.
    """

    company = models.CharField(max_length=200, editable=False)
    credit_code = models.CharField(max_length=18, editable=False, db_collation="C")
    city = models.ForeignKey(
        Region, models.PROTECT, related_name="+", editable=False, db_index=False, db_constraint=False
    )
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", editable=False, db_index=False, db_constraint=False
    )
    size_class = models.CharField(max_length=6, choices=SizeClass.choices, editable=False)
    company_plain = models.GeneratedField(
        expression=Lower(
            models.Func("company", models.Value(r"\s+"), models.Value(""), models.Value("g"), function="regexp_replace")
        ),
        output_field=models.CharField(max_length=200),
        db_persist=True,
        help_text="lower-cased and without blanks, as search_plain types it",
    )

    office = models.GeneratedField(
        expression=models.Func("scope", models.Value("/"), models.Value(2), function="split_part"),
        output_field=models.CharField(max_length=8, db_collation="C"),
        db_persist=True,
        help_text="the authority's part of the path, by which an index can begin",
    )

    class Meta:
        abstract = True


_NAMES = (("company", "name"), ("credit_code", "code"))
_KINDS = tuple((name, name) for name in ("city_id", "division_id", "size_class"))
SAME_AS_REGISTER = [
    SameFacts(name="filing_same_names", field="enterprise", parent="portal.Organisation", copies=_NAMES),
    SameFacts(name="filing_same_kinds", field="enterprise", parent="portal.Enterprise", copies=_KINDS),
]
TAKEN_FROM_REGISTER = pgtrigger.Trigger(
    name="taken_from_the_register", operation=pgtrigger.Insert, when=pgtrigger.Before, func=_COPIED
)
QUEUE_INDEXES = [
    models.Index(fields=["round", "scope"], include=_FOUND_BY, name="filing_office"),
    # The page that officials open most is read along its order too.
    models.Index(
        fields=["round", "office", "state_since", "id"], include=["scope", "state"], name="filing_office_waiting"
    ),
    *(models.Index(fields=["round", order, "id"], name=f"filing_by_{order}") for order in _ORDERS),
    # The longest wait comes first, and so would everything that was decided long ago. One condition for each state: of
    # a list PostgreSQL says something else once the index was made again from its own words.
    models.Index(
        fields=["round", "state_since", "id"],
        name="filing_undecided",
        condition=reduce(or_, (models.Q(state=str(state)) for state in FilingState.undecided())),
    ),
    models.Index(fields=["round", "state", "state_since", "id"], name="filing_by_state"),
    # What was decided lately, and who is on which level, out of years of filings.
    models.Index(
        fields=["round", "determined_at"],
        include=["scope", "state"],
        name="filing_determined",
        condition=models.Q(determined_at__isnull=False),
    ),
    models.Index(
        fields=["reviewed_level", "enterprise"],
        include=["round", "state", "scope"],
        name="filing_levels",
        condition=reduce(or_, (models.Q(state=str(state)) for state in FilingState.counted())),
    ),
    # Equal rows share one entry: all filings of the nation are counted in a few thousand of them.
    models.Index(fields=["round", "state", "division", "size_class", "declared_level"], name="filing_counts"),
]
