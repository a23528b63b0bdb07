"""What an official types with a step that many filings take at once."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluations.bulk_queries import assignees_for
from evaluations.enums import BulkKind
from evaluations.forms import DayField
from evaluations.review_rules import COMMENT_LIMIT
from evaluations.services.bulk import Typed
from portal.forms.words import WordsField
from portal.tenancy import Actor

# What is typed with which step.
WANTED_BY = {
    "reason": (BulkKind.ASK_COMPLETION, BulkKind.RETURN, BulkKind.EXTEND),
    "until": (BulkKind.EXTEND,),
    "assignee": (BulkKind.ASSIGN,),
    "seen": (BulkKind.DISTRIBUTE,),
}


class BulkForm(forms.Form):
    expected = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    key = forms.CharField(max_length=40, widget=forms.HiddenInput)
    reason = WordsField(
        _("Reason"),
        limit=COMMENT_LIMIT,
        help_text=_("Every company is told in these words. {company} and {number} stand for its own."),
    )
    until = DayField(
        label=_("New last day"), help_text=_("The last day counts to its end. Whom it does not fit stays as it is.")
    )
    assignee = forms.TypedChoiceField(label=_("Reviewer"), coerce=int)
    seen = forms.CharField(max_length=4000, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, kind: BulkKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        field: Any = self.fields["assignee"]
        field.choices = [("", _("Choose")), *assignees_for(actor)] if kind == BulkKind.ASSIGN else [("", "")]
        for name, kinds in WANTED_BY.items():
            if kind not in kinds:
                del self.fields[name]

    def typed(self, people: tuple[int, ...] | None = None) -> Typed:
        return Typed(self.kind, people=people, **self.cleaned_data)
