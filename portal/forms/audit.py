from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.audit_words import ACTIONS, stored_object


class AuditFilterForm(forms.Form):
    """The filters of the audit; all in the address, all optional."""

    action = forms.ChoiceField(label=_("Action"), required=False)
    person = forms.CharField(label=_("Person"), max_length=60, required=False)
    target = forms.CharField(
        label=_("Object"),
        max_length=80,
        required=False,
        help_text=_("Kind and number, such as filing 12."),
    )
    since = forms.DateField(label=_("First day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["action"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All")), *ACTIONS.items()]

    def filters(self) -> dict[str, str]:
        """What `filter_audit` takes; a field with an error filters nothing."""
        self.is_valid()
        given = {name: str(value) for name, value in self.cleaned_data.items() if value}
        return given | ({"target": stored_object(given["target"])} if "target" in given else {})

    def chips(self) -> list[tuple[str, object, object]]:
        words = self.filters()
        words |= {"target": self.cleaned_data["target"]} if "target" in words else {}
        if "action" in words:
            words["action"] = str(ACTIONS[words["action"]])
        return [(name, self.fields[name].label, value) for name, value in words.items()]
