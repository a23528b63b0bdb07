"""What kind of file a list is written to."""

from django import forms


class ExportForm(forms.Form):
    format = forms.ChoiceField(choices=[("xlsx", "XLSX"), ("csv", "CSV")], initial="xlsx", required=False)
