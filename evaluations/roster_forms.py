"""What an office asks of a roster, and types with its steps."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from evaluations.enums import BulkKind, RosterProgress
from evaluations.models import Round
from evaluations.roster_queries import companies_to_invite, invited_companies
from evaluations.roster_rules import WORDS_LIMIT
from portal.forms.enterprise_filter import NEWEST, EnterpriseFilter
from portal.models import Enterprise
from portal.tenancy import Actor

WAITING, NOT_INVITED = "waiting", "not_invited"
PROGRESS: list[tuple[str, Any]] = [
    ("", _("All invited")),
    (WAITING, _("Not handed in")),
    *RosterProgress.choices,
    (NOT_INVITED, _("Not invited")),
]
ORDERS = {"code": "organisation__code", "company": "organisation__name", "city": "city_id", "invited": "invited_at"}


class RosterForm(EnterpriseFilter):
    """The register's filter, and how far a company is; read from the URL."""

    progress = forms.ChoiceField(label=_("Progress"), choices=PROGRESS, required=False)

    def __init__(self, actor: Actor, data: Mapping[str, Any]) -> None:
        super().__init__(actor, data)
        self.actor = actor
        self._words["progress"] = dict(PROGRESS)
        self.order_fields(["q", "progress"])

    @property
    def wanted(self) -> tuple[RosterProgress, ...] | None:
        """The steps asked for; None for companies that were not invited."""
        self.is_valid()
        progress = self.cleaned_data.get("progress", "")
        if progress == NOT_INVITED:
            return None
        if progress == WAITING:
            return RosterProgress.waiting()
        return (RosterProgress(progress),) if progress else tuple(RosterProgress)

    def companies(self, yearly_round: Round) -> QuerySet[Enterprise]:
        """What the filter finds."""
        if self.wanted is None:
            return self.apply(companies_to_invite(self.actor, yearly_round))
        return self.apply(invited_companies(self.actor, yearly_round, self.wanted))

    def not_handed_in(self, yearly_round: Round) -> QuerySet[Enterprise]:
        """Of these, the invited ones that have handed in nothing."""
        steps = [step for step in self.wanted or () if step in RosterProgress.waiting()]
        return self.apply(invited_companies(self.actor, yearly_round, steps))

    def order(self) -> str:
        asked = str(self.data.get("sort", ""))
        field = ORDERS.get(asked.lstrip("-"))
        if field is None or (field == "invited_at" and self.wanted is None):
            return NEWEST
        return f"{'-' * asked.startswith('-')}{field}"


class StepForm(forms.Form):
    """Confirms a step with so many companies."""

    expected = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class RemindForm(StepForm):
    words = forms.CharField(
        label=_("In your office's words"),
        help_text=_("Stands below the reminder; may be empty."),
        required=False,
        max_length=WORDS_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File with credit codes"),
        help_text=_("An .xlsx workbook or a CSV table with a column 统一社会信用代码; up to 20 MB and 60,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )


@dataclass(frozen=True)
class ChosenCompanies:
    """What a bulk step extends: companies found already, in the round of this year."""

    companies: QuerySet[Enterprise]
    year: int

    def targets(self, actor: Actor, kind: BulkKind) -> QuerySet[Enterprise, int]:
        return self.companies.order_by("pk").values_list("pk", flat=True)

    def item(self, actor: Actor, kind: BulkKind) -> None:
        """An extension flags nothing."""
