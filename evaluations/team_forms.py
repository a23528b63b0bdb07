"""Who gets a dimension by when, and who takes over from a colleague."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluations.team_queries import ChapterWork

People = list[tuple[int, str]]


class AssignForm(forms.Form):
    people = forms.MultipleChoiceField(
        label=_("Who works on it"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("One or several; choose nobody to take the dimension back."),
    )
    due_on = forms.DateField(
        label=_("Due on"),
        required=False,
        help_text=_("Needed with a person. The day counts to its end, Beijing time; not after the window closes."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    version = forms.CharField(max_length=500, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["people"]
        field.choices = [(str(key), name) for key, name in people]

    def values(self) -> dict[str, Any]:
        """What `assign_chapter` takes."""
        values = self.cleaned_data
        return {
            "people": [int(key) for key in values["people"]],
            "due_on": values["due_on"],
            "version": values["version"],
        }


def form_of_work(work: ChapterWork, people: People, due_on: Any) -> AssignForm:
    """With what is stored; `due_on` is offered where no day stands yet."""
    initial = {
        "people": [str(key) for key in work.people],
        "due_on": work.due_on or due_on,
        "version": work.version,
    }
    return AssignForm(initial=initial, people=people)


class HandOverForm(forms.Form):
    to = forms.ChoiceField(
        label=_("Who takes over"), error_messages={"required": _("Choose who takes over what is still to be done.")}
    )

    def __init__(self, *args: Any, people: People, needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        field.choices = [("", _("Choose")), *[(str(key), name) for key, name in people]]
        field.required = needed

    def heir(self) -> int | None:
        return int(self.cleaned_data["to"]) if self.cleaned_data["to"] else None
