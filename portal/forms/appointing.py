from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.models import Membership


class AppointForm(forms.Form):
    """Whom the authority makes the enterprise's responsible person, whom they replace, and why."""

    email = forms.EmailField(
        label=_("E-mail address of the new responsible person"),
        help_text=_("A colleague with this address is appointed at once; anybody else gets an invitation by mail."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    former = forms.ChoiceField(
        label=_("Who has left"),
        required=False,
        help_text=_("Their access to the enterprise ends as soon as the new responsible person is there."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The enterprise reads it, and the audit keeps it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, people: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["former"]
        field.choices = [("", _("Nobody")), *[(str(person.pk), str(person.user)) for person in people]]

    def values(self) -> dict[str, Any]:
        """What `appoint_responsible` takes."""
        chosen = self.cleaned_data
        return {**chosen, "former": int(chosen["former"]) if chosen["former"] else None}
