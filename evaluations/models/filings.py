from collections.abc import Sequence

import pgtrigger
from django.db import models
from django.utils import timezone

from evaluations.enums import FilingState
from evaluations.models.assigned import HELD_FILING, of_held
from evaluations.models.register_facts import QUEUE_INDEXES, SAME_AS_REGISTER, TAKEN_FROM_REGISTER, RegisterFacts
from evaluations.models.rounds import Round
from evaluations.models.standards import StandardVersion
from portal.enums import Side, SizeClass
from portal.models import Organisation, StoredFile, User
from portal.models.fields import ScopeField, reachable_parent
from portal.rls import SameScope, TenantPolicy
from portal.tenancy import TenantManager

# Columns of a filing by the side that writes them; its state moves on both.
_MOVED = ("state", "state_since", "version")
_DECLARED = (
    *_MOVED, "number", "declared_level", "declared_total", "content_hash", "pledged_by_id", "receipt_id", "submitted_at",
)  # fmt: skip
_REVIEWED = (*_MOVED, "reviewed_level", "reviewed_total", "determined_at", "complete_by", "extended_to")
# What is worked out from the rest has no value yet before the row is written.
_GOES_ALONG = "'{scope, receipt_id, office, company_plain}'::text[]"
_MOVES = f"'{{{', '.join(_MOVED)}}}'::text[]"
_EDITABLE, _DECIDED = (
    ", ".join(f"'{state}'" for state in states) for states in (FilingState.editable(), FilingState.decided())
)
# What was given before the company began; nobody writes it into a new filing.
_EXTENDED = pgtrigger.Trigger(
    name="begins_as_extended",
    operation=pgtrigger.Insert,
    when=pgtrigger.Before,
    func="""
        NEW.complete_by := NULL;
        NEW.extended_to := (
          SELECT x.until FROM evaluations_extension x WHERE x.enterprise_id = NEW.enterprise_id AND x.round_id = NEW.round_id
        );
        RETURN NEW;
    """,
)
_READERS = [Side.ENTERPRISE, Side.AUTHORITY, Side.MINISTRY, Side.SYSTEM]


def closed_to(side: Side, *, filings: str, unless: Sequence[FilingState], additions: bool = False) -> pgtrigger.Trigger:
    """`side` changes a row only while its filing, found by the condition `filings`, is in one of the states `unless`.

    `additions` closes it to new rows too; of answers and scores there are none by then: one for each item is there.
    """
    changes = pgtrigger.Update | pgtrigger.Delete
    states = ", ".join(f"'{state}'" for state in unless)
    return pgtrigger.Trigger(
        name="closed",
        operation=pgtrigger.Insert | changes if additions else changes,
        when=pgtrigger.Before,
        func=f"""
            IF current_user = 'portal_{side}' AND EXISTS (
              SELECT FROM evaluations_filing f WHERE {filings} AND f.state NOT IN ({states})
            ) THEN
              RAISE EXCEPTION 'the filing is closed to this side';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
    )


class Evaluation(models.Model):
    """An owner measured against a standard version; a filing (later: a platform's or brand's application) has one.

    `division` and `size` decide which items apply. They are kept at submission, so that a later change of the
    register changes no submitted result; empty while it is being filled in, when the register says.
    """

    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="evaluations")
    standard_version = models.ForeignKey(StandardVersion, models.PROTECT, related_name="evaluations")
    scope = ScopeField(db_index=True)
    division = models.CharField(max_length=4, blank=True, help_text="GB/T 4754 division, two digits")
    size = models.CharField(max_length=10, blank=True, choices=SizeClass.choices)

    objects = TenantManager()

    class Meta:
        constraints = [
            reachable_parent("evaluation_id_scope"),
            SameScope(name="evaluation_same_scope", field="owner"),
            TenantPolicy(
                name="evaluation",
                read=[*_READERS, Side.EXPERT],
                write=[Side.ENTERPRISE],
                read_when=of_held("evaluations_evaluation", "id", "evaluations_filing", "evaluation_id"),
            ),
        ]
        triggers = [
            closed_to(Side.ENTERPRISE, filings="f.evaluation_id IN (OLD.id, NEW.id)", unless=FilingState.editable())
        ]

    def __str__(self) -> str:
        return f"{self.owner_id} {self.standard_version_id}"


class Filing(RegisterFacts):
    """An enterprise's self-evaluation in one round. Declared and reviewed stage are two facts (domain.md §1)."""

    evaluation = models.OneToOneField(Evaluation, models.PROTECT, related_name="filing")
    enterprise = models.ForeignKey(Organisation, models.PROTECT, related_name="filings")
    round = models.ForeignKey(Round, models.PROTECT, related_name="filings")
    scope = ScopeField(db_index=True)
    state = models.CharField(max_length=10, choices=FilingState.choices, default=FilingState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    number = models.CharField(max_length=40, blank=True, help_text="given at the first submission")
    declared_level = models.CharField(max_length=10, blank=True)
    declared_total = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    reviewed_level = models.CharField(max_length=10, blank=True)
    reviewed_total = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    content_hash = models.CharField(max_length=64, blank=True)
    pledged_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    receipt = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True)
    state_since = models.DateTimeField(default=timezone.now)
    determined_at = models.DateTimeField(null=True)
    complete_by = models.DateField(null=True, help_text="last day to complete what was returned at the formal check")
    extended_to = models.DateField(null=True, help_text="as the company's Extension says; null: none")

    objects = TenantManager()

    class Meta:
        indexes = QUEUE_INDEXES
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "round"], name="one_filing_per_round"),
            models.UniqueConstraint(fields=["number"], condition=~models.Q(number=""), name="one_filing_per_number"),
            models.CheckConstraint(
                condition=models.Q(state__in=[str(state) for state in FilingState]), name="filing_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft") | models.Q(submitted_at__isnull=False, pledged_by__isnull=False),
                name="filing_submitted_is_pledged",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=[str(state) for state in FilingState.decided()])
                | models.Q(determined_at__isnull=False),
                name="filing_determined_has_date",
            ),
            reachable_parent("filing_id_scope"),
            SameScope(name="filing_same_scope", field="evaluation"),
            *SAME_AS_REGISTER,
            TenantPolicy(
                name="filing",
                read=[*_READERS, Side.EXPERT],
                read_when=HELD_FILING,
                write=[Side.ENTERPRISE, Side.AUTHORITY],
                adds=[Side.ENTERPRISE],
                columns={Side.ENTERPRISE: _DECLARED, Side.AUTHORITY: _REVIEWED},
            ),
        ]
        triggers = [
            TAKEN_FROM_REGISTER,
            _EXTENDED,
            pgtrigger.Trigger(
                name="begins_without_a_verdict",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(
                    "current_user = 'portal_enterprise' AND (NEW.reviewed_level <> '' OR NEW.reviewed_total IS NOT NULL"
                    " OR NEW.determined_at IS NOT NULL)"
                ),
                func="RAISE EXCEPTION 'the verdict on a filing is the authority''s';",
            ),
            pgtrigger.Trigger(
                name="signed_by_the_responsible",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(
                    f"current_user = 'portal_enterprise' AND OLD.state IN ({_EDITABLE}) AND NEW.state NOT IN ({_EDITABLE})"
                ),
                func="""
                    IF NOT EXISTS (
                      SELECT FROM portal_membership m WHERE m.organisation_id = NEW.enterprise_id
                        AND m.user_id = NEW.pledged_by_id AND m.active AND 'responsible' = ANY (m.roles)
                    ) THEN
                      RAISE EXCEPTION 'a filing is submitted by a responsible person of its enterprise';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="final_once_determined",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(
                    f"current_user IN ('portal_enterprise', 'portal_authority') AND OLD.state IN ({_DECIDED})"
                ),
                # It goes where its enterprise goes, and a receipt may be printed late; the authority moves it on, and
                # deciding anew takes the verdict back.
                func=f"""
                    IF current_user = 'portal_enterprise'
                      AND (to_jsonb(NEW) - {_GOES_ALONG}) <> (to_jsonb(OLD) - {_GOES_ALONG})
                      OR current_user = 'portal_authority' AND NEW.state <> 'reviewed' AND (
                        NEW.state NOT IN ({_DECIDED})
                        OR (to_jsonb(NEW) - {_GOES_ALONG} - {_MOVES}) <> (to_jsonb(OLD) - {_GOES_ALONG} - {_MOVES})
                      )
                    THEN
                      RAISE EXCEPTION 'a determined filing is final';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.enterprise_id} {self.round_id}"

    @property
    def decided(self) -> bool:
        """It has a result, whatever came after."""
        return self.state in FilingState.decided()

    @property
    def unassigned(self) -> bool:
        """With the authority or its city, in no reviewer's name: it was not taken yet, or released."""
        return self.state in FilingState.untaken()
