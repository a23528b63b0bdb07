"""What an official declares of their conflicts of interest, as it is typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluations.enums import InterestKind
from evaluations.interest_rules import FIRST_YEAR, NAME_LIMIT
from evaluations.interests import Declared
from evaluations.review_rules import COMMENT_LIMIT
from portal.forms.words import WordsField
from portal.identifiers import LENGTH, normalise_credit_code


class InterestForm(forms.Form):
    kind = forms.ChoiceField(label=_("Conflict with"), choices=InterestKind.choices, widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("Name of the company or group"),
        help_text=_("Of a company, the whole name; of a group, the part of the name that its companies share."),
        max_length=NAME_LIMIT,
        required=False,
    )
    code = forms.CharField(label=_("Unified social credit code"), max_length=LENGTH * 2, required=False)
    since_year = forms.IntegerField(label=_("From (year)"), min_value=FIRST_YEAR, max_value=9999, required=False)
    until_year = forms.IntegerField(
        label=_("Until (year)"),
        help_text=_("Empty: still so."),
        min_value=FIRST_YEAR,
        max_value=9999,
        required=False,
    )

    def wanted(self) -> Declared:
        """Of a valid form."""
        return declared_from(self.cleaned_data)


def declared_from(typed: dict[str, Any]) -> Declared:
    """Blanks do not count, and a code is written in one way."""
    name, code = " ".join(typed["name"].split()), normalise_credit_code(typed["code"])
    return Declared(InterestKind(typed["kind"]), name, code, typed["since_year"], typed["until_year"])


class RecusalForm(forms.Form):
    reason = WordsField(
        _("Reason"),
        limit=COMMENT_LIMIT,
        help_text=_("Stays within the office, and is kept."),
        rows=3,
    )
