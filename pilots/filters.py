"""The filters of the list of platforms; they live in the URL and serve page, export and API alike."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilots.enums import Field, Function
from pilots.models import Platform
from portal.enums import Side
from portal.forms.enterprise_filter import Choices, area_choices
from portal.queries import search_by_name
from portal.tenancy import Actor

SORTS = {"name": "entry__name", "updated": "entry__updated_at"}
NEWEST = "-entry_id"


class PlatformFilter(forms.Form):
    q = forms.CharField(label=gettext_lazy("Name of the platform"), max_length=100, required=False)
    area = forms.ChoiceField(label=gettext_lazy("Area"), required=False)
    field = forms.ChoiceField(label=gettext_lazy("Field"), required=False)
    function = forms.ChoiceField(label=gettext_lazy("Function"), required=False)
    public = forms.ChoiceField(label=gettext_lazy("Public directory"), required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offers: dict[str, Choices] = {
            "area": [] if actor.side == Side.ENTERPRISE else area_choices(actor),
            "field": [(value, str(label)) for value, label in Field.choices],
            "function": [(value, str(label)) for value, label in Function.choices],
            "public": [("yes", _("shown")), ("no", _("not shown"))],
        }
        for name, choices in offers.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("All")), *choices]
        if not offers["area"]:
            del self.fields["area"]
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
        self._words = {name: dict(choices) for name, choices in offers.items()}

    def apply(self, queryset: QuerySet[Platform]) -> QuerySet[Platform]:
        """Narrow by what is valid; a value nobody offered narrows nothing and is said beside its field."""
        self.is_valid()
        chosen = self.cleaned_data
        if words := chosen.get("q"):
            queryset = search_by_name(queryset, words, organisation="entry", codes=False)
        if area := chosen.get("area"):
            queryset = queryset.filter(scope__gte=area, scope__lt=f"{area}~")
        if field := chosen.get("field"):
            queryset = queryset.filter(field=field)
        if function := chosen.get("function"):
            queryset = queryset.filter(functions__contains=[function])
        if public := chosen.get("public"):
            queryset = queryset.filter(entry__released_at__isnull=public == "no")
        return queryset

    def order(self) -> str:
        asked = self.data.get("sort", "")
        field = SORTS.get(asked.lstrip("-"))
        return f"{'-' * asked.startswith('-')}{field}" if field else NEWEST

    def as_params(self) -> dict[str, str]:
        """The filters and the order in force, as the URL says them."""
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        return chosen | ({"sort": self.data["sort"]} if self.order() != NEWEST else {})

    def chips(self) -> list[tuple[str, object, object]]:
        """(parameter, label, value in words) of the filters in force."""
        return [
            (name, self.fields[name].label, self._words.get(name, {}).get(value, value))
            for name, value in self.cleaned_data.items()
            if value
        ]
