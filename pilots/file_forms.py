"""What people say of a platform's photographs and attachments; the services judge it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilots.enums import FileKind
from pilots.file_rules import ENDINGS, LIMITS
from pilots.models import PlatformFile
from pilots.services.files import WORDS
from pilots.words import FILE_LABELS
from portal.enums import FilePurpose
from portal.forms.files import SentFileForm


def _title() -> forms.CharField:
    return forms.CharField(
        label=FILE_LABELS["title"],
        max_length=LIMITS["title"],
        help_text=_("Shown under the photograph, or as the name of the attachment."),
    )


def _alt() -> forms.CharField:
    return forms.CharField(
        label=FILE_LABELS["alt"],
        max_length=LIMITS["alt"],
        required=False,
        help_text=_("A photograph needs this, for whoever cannot see it; an attachment does not."),
    )


class PlatformFileForm(SentFileForm):
    """A photograph or an attachment, as the last of its kind."""

    purpose, endings = FilePurpose.PLATFORM, ENDINGS
    kinds = _("PDF, Word, Excel, PowerPoint, PNG or JPEG; a photograph PNG or JPEG of 10 MB at most")

    kind = forms.ChoiceField(label=FILE_LABELS["kind"], choices=FileKind.choices, widget=forms.RadioSelect)
    title = _title()
    alt = _alt()
    public = forms.BooleanField(label=FILE_LABELS["public"], required=False)
    field_order = ("kind", "file", "upload", "title", "alt", "public")

    def words(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("kind", *WORDS)}


class FileWordsForm(forms.Form):
    """Other words of one that is there; `version` is the one the person saw."""

    title = _title()
    alt = _alt()
    public = forms.BooleanField(label=FILE_LABELS["public"], required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def __init__(self, kind: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind != FileKind.PICTURE:
            del self.fields["alt"]

    @classmethod
    def of(cls, row: PlatformFile) -> "FileWordsForm":
        return cls(row.kind, initial={name: getattr(row, name) for name in (*WORDS, "version")})

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in WORDS if name in self.fields}
