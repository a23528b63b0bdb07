"""What people write with a step of an annual summary, which the services judge; and the filter of a list."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluations.enums import FilingState
from evaluations.review_queue import cities_for
from portal.enums import FilePurpose
from portal.forms.files import SentFileForm
from portal.forms.selects import PlainSelect
from portal.forms.words import WordsField
from portal.reasons import REASON_LIMIT
from portal.tenancy import Actor
from reporting.attachment_rules import ENDINGS
from reporting.errata import LATEST, ORDERS, StepFilter
from reporting.models import Attachment
from reporting.models.attachments import TITLE_LIMIT


class SendBackForm(forms.Form):
    reason = WordsField(
        _("What is to be changed?"),
        limit=REASON_LIMIT,
        help_text=_("The writers read it; the ministry does not."),
    )


class ReturnForm(forms.Form):
    reason = WordsField(
        _("Reason for returning"),
        limit=REASON_LIMIT,
        help_text=_("The authority reads it first, above its text. Needed where no passage is marked."),
        required=False,
    )


class RevokeForm(forms.Form):
    reason = WordsField(_("Reason for revoking"), limit=REASON_LIMIT, help_text=_("The authority reads it."))


class AttachmentForm(SentFileForm):
    """A file that goes with a summary, last or in the place of one that is there."""

    purpose, endings = FilePurpose.ATTACHMENT, ENDINGS
    kinds = _("PDF, Word (DOCX), Excel (XLSX), PNG or JPEG")

    title = forms.CharField(
        label=_("Title"),
        max_length=TITLE_LIMIT,
        strip=True,
        help_text=_("What the list of annexes prints, such as “2026 work plan”."),
    )
    replaces = forms.TypedChoiceField(
        label=_("In place of"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=PlainSelect,
        help_text=_("A newer file takes the place of the one chosen here, which is taken off."),
    )
    key = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = ("title", "file", "replaces", "upload", "key")

    def __init__(self, *args: Any, present: Sequence[Attachment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(str(row.pk), f"{number}. {row.title}") for number, row in enumerate(present, start=1)]
        fields: Any = self.fields
        gone = str(self.data.get("replaces", ""))
        # the service says so, unless this is the second press of the same form
        if gone.isascii() and gone.isdigit() and gone not in dict(names):
            names.append((gone, str(_("One that has been taken off meanwhile"))))
        fields["replaces"].choices = [("", _("None: it is a new attachment")), *names]
        # a choice that is gone meanwhile can be taken away only where it is seen
        if not names and not self.is_bound:
            fields["replaces"].widget = forms.HiddenInput()


class StepFilterForm(forms.Form):
    """The filter of the steps after a data cut, read from the URL; an unknown value is named and not applied."""

    q = forms.CharField(label=_("Company or code"), min_length=2, max_length=60, required=False)
    state = forms.ChoiceField(label=_("Led to the state"), required=False, widget=PlainSelect)
    city = forms.ChoiceField(label=_("City"), required=False, widget=PlainSelect)
    sort = forms.ChoiceField(choices=[(key, key) for key in ORDERS], required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        """`actor` reaches no further than the summary's authority."""
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        states = [choice for choice in FilingState.choices if choice[0] != FilingState.DRAFT]
        fields["state"].choices = [("", _("All")), *states]
        fields["city"].choices = [("", _("All")), *cities_for(actor)]

    def wanted(self) -> StepFilter:
        """Of the valid fields."""
        self.is_valid()
        return StepFilter(**{"sort": LATEST} | {name: value for name, value in self.cleaned_data.items() if value})

    def chips(self) -> list[tuple[str, object, object]]:
        """(parameter, label, value in words) of the filters in force."""
        names = [name for name in self.fields if name != "sort" and self.cleaned_data.get(name)]
        return [(name, self.fields[name].label, self._words(name)) for name in names]

    def _words(self, name: str) -> object:
        value = self.cleaned_data[name]
        return dict(getattr(self.fields[name], "choices", ())).get(value, value)
