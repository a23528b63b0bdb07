"""What people set in the library: its filter, a document, a new version, and the items that show it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from evaluations.checklist import Task
from evaluations.document_queries import ARCHIVED, EXPIRING, ORDERS, STALE, TITLE, UNUSED, DocumentFilter
from evaluations.forms import DayField, EvidencePlaceForm
from evaluations.services.bindings import Place
from evaluations.services.documents import NOTE_LIMIT, TITLE_LIMIT, DocumentFacts
from portal.enums import FilePurpose
from portal.errors import InvalidInput
from portal.forms.files import SentFileForm, limit_mb

ACCEPTED_ENDINGS = ".pdf, .png, .jpg, .jpeg, .docx, .xlsx, .pptx, .zip"
STATE_CHOICES = [
    ("", _("In the library")),
    (STALE, _("Expired or old")),
    (EXPIRING, _("Expires soon")),
    (UNUSED, _("Shown nowhere")),
    (ARCHIVED, _("Archived")),
]


def evidence_limit_mb() -> int:
    return limit_mb(FilePurpose.EVIDENCE)


class LibraryForm(forms.Form):
    """The filter, read from the URL; an unknown value is named and not applied."""

    q = forms.CharField(label=_("Title, note or file name"), max_length=60, required=False)
    state = forms.ChoiceField(label=_("State"), choices=STATE_CHOICES, required=False)
    sort = forms.ChoiceField(choices=[(key, key) for key in ORDERS], required=False, widget=forms.HiddenInput)

    def wanted(self) -> DocumentFilter:
        self.is_valid()
        values = {name: value for name, value in self.cleaned_data.items() if value}
        return DocumentFilter(**{"sort": TITLE} | values)

    def chips(self) -> list[tuple[str, object, object]]:
        """(parameter, label, value in words) of the filters in force."""
        words = {"q": self.cleaned_data.get("q"), "state": dict(STATE_CHOICES).get(self.cleaned_data.get("state", ""))}
        named = [name for name in ("q", "state") if self.cleaned_data.get(name)]
        return [(name, self.fields[name].label, words[name]) for name in named]


class _Days(forms.Form):
    effective_on = DayField(label=_("Effective on"), required=False)
    expires_on = DayField(
        label=_("Valid until"), required=False, help_text=_("The last day counts to its end. Empty: no expiry date.")
    )


class DocumentForm(_Days):
    """Title, note and the newest version's days."""

    title = forms.CharField(label=_("Title"), max_length=TITLE_LIMIT)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=NOTE_LIMIT, widget=forms.Textarea(attrs={"rows": 2})
    )
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    field_order = ("title", "note", "effective_on", "expires_on")

    def facts(self) -> DocumentFacts:
        return DocumentFacts(**{name: self.cleaned_data[name] for name in self.field_order})


class VersionForm(SentFileForm, _Days):
    """The next version of a document."""

    purpose, endings = FilePurpose.EVIDENCE, ACCEPTED_ENDINGS
    kinds = _("PDF, PNG, JPEG, Word, Excel, PowerPoint or ZIP")
    field_order: tuple[str, ...] = ("file", "effective_on", "expires_on")

    def days(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("effective_on", "expires_on")}


class NewDocumentForm(VersionForm):
    title = forms.CharField(
        label=_("Title"), max_length=TITLE_LIMIT, required=False, help_text=_("Empty: the name of the file.")
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=NOTE_LIMIT, widget=forms.Textarea(attrs={"rows": 2})
    )
    field_order = ("file", "title", "effective_on", "expires_on", "note")

    def facts(self) -> DocumentFacts:
        return DocumentFacts(title=self.cleaned_data["title"], note=self.cleaned_data["note"], **self.days())


class PlaceForm(EvidencePlaceForm):
    """Page and note of a document on one item, sent without a version: nothing is there yet."""

    version = None  # type: ignore[assignment]


class PlacesForm:
    """Which items are to show a document: ticked ones, each with page and note of its own; errors by field and item."""

    def __init__(self, data: Any, tasks: Iterable[Task]) -> None:
        self.chosen = set(data.getlist("items")) if data else set()
        self.rows = [(task, PlaceForm(data or None, prefix=task.code)) for task in tasks]
        self.errors: dict[str, list[str]] = {}

    def places(self) -> list[Place]:
        """Those ticked; what cannot be read is in `errors`."""
        found = []
        for task, form in self.rows:
            if task.code in self.chosen:
                self.errors |= {f"{task.code}-{name}": list(map(str, texts)) for name, texts in form.errors.items()}
                found.append(Place(task.code, form.cleaned_data.get("page"), form.cleaned_data.get("note", "")))
        if not found:
            self.errors["items"] = [_now("Choose at least one item.")]
        return found

    def refuse(self, error: InvalidInput) -> None:
        """What the service said, beside the fields that it names too."""
        self.errors |= error.errors
        for task, form in self.rows:
            for name in form.fields:
                for text in error.errors.get(f"{task.code}-{name}", ()):
                    form.add_error(name, text)
