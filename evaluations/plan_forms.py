"""What people set on an improvement plan: the filter of its page, and one action."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from evaluations.definition import Definition
from evaluations.enums import ActionState
from evaluations.models import ImprovementAction
from evaluations.plan_queries import NOBODY, OTHER, PlanFilter
from evaluations.rules import NOTE_LIMIT
from evaluations.services.plans import ActionChange

Owners = list[tuple[int, str]]


class PlanFilterForm(forms.Form):
    """The filter, read from the URL; an unknown value is named and not applied."""

    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("All but dropped")), *ActionState.choices], required=False
    )
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    chapter = forms.ChoiceField(label=_("Dimension"), required=False)
    plan = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, definition: Definition, owners: Owners, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or ""
        groups = [(group.code, f"{group.code} {group.title.in_language(language)}") for group in definition.groups]
        people = [(str(key), name) for key, name in owners]
        others = [(NOBODY, _("Nobody yet")), (OTHER, _("Somebody outside the portal"))]
        self._offer("chapter", groups)
        self._offer("owner", [*people, *others])

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field: Any = self.fields[name]
        field.choices = [("", _("All")), *choices]

    def wanted(self) -> PlanFilter:
        self.is_valid()
        return PlanFilter(**{name: self.cleaned_data.get(name, "") for name in ("state", "owner", "chapter")})

    def chips(self) -> list[tuple[str, object, object]]:
        """(parameter, label, value in words) of the filters in force."""
        named = [name for name in ("state", "owner", "chapter") if self.cleaned_data.get(name)]
        return [(name, self.fields[name].label, self._words(name)) for name in named]

    def _words(self, name: str) -> object:
        field: Any = self.fields[name]
        return dict(field.choices)[self.cleaned_data[name]]


class ActionForm(forms.Form):
    """One action; the owner is a member, nobody, or somebody named beside."""

    state = forms.ChoiceField(
        label=_("State"), choices=[choice for choice in ActionState.choices if choice[0] != ActionState.DROPPED]
    )
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    owner_name = forms.CharField(label=_("Name of the owner"), max_length=60, required=False)
    due_on = forms.DateField(
        label=_("Due on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=NOTE_LIMIT, widget=forms.Textarea(attrs={"rows": 2})
    )
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, owners: Owners, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        people = [(str(key), name) for key, name in owners]
        field.choices = [("", _("Nobody yet")), *people, (OTHER, _("Somebody outside the portal …"))]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("owner") == OTHER and not values.get("owner_name", "").strip():
            self.add_error("owner_name", _("Write the name of the owner, or choose a member."))
        return values

    def change(self) -> ActionChange:
        values = self.cleaned_data
        owner, outside = values["owner"], values["owner"] == OTHER
        return ActionChange(
            state=values["state"],
            owner=int(owner) if owner and not outside else None,
            owner_name=values["owner_name"] if outside else "",
            due_on=values["due_on"],
            note=values["note"],
        )


def form_of(action: ImprovementAction, owners: Owners) -> ActionForm:
    """The form with what is stored; an owner who has left the company is offered still."""
    if action.owner_id and action.owner_id not in dict(owners):
        owners = [*owners, (action.owner_id, str(action.owner))]
    initial = {
        "state": action.state,
        "owner": str(action.owner_id) if action.owner_id else OTHER if action.owner_name else "",
        "owner_name": action.owner_name,
        "due_on": action.due_on,
        "note": action.note,
        "version": action.version,
    }
    return ActionForm(initial=initial, owners=owners, auto_id=f"id_{action.pk}_%s")
