"""The words that go with a step: one field for every form that asks why."""

from typing import TYPE_CHECKING

from django import forms

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class WordsField(forms.CharField):
    """A few lines of text. Their limit is the service's own, so that the form says no sooner and nothing else."""

    def __init__(
        self, label: "StrOrPromise", *, limit: int, help_text: "StrOrPromise" = "", required: bool = True, rows: int = 4
    ) -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            max_length=limit,
            required=required,
            widget=forms.Textarea(attrs={"rows": rows}),
        )
