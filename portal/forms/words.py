"""The words that go with a step: one field for every form that asks why."""

from django import forms
from django.utils.functional import Promise


class WordsField(forms.CharField):
    """A few lines of text. Their limit is the service's own, so that the form says no sooner and nothing else."""

    def __init__(
        self, label: str | Promise, *, limit: int, help_text: str | Promise = "", required: bool = True, rows: int = 4
    ) -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            max_length=limit,
            required=required,
            widget=forms.Textarea(attrs={"rows": rows}),
        )
