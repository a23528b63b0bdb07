"""What the page of notices shows, read from the URL, and how notices reach a person."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.enums import Delivery, NoticeKind
from portal.models import Notice, User
from portal.rules import delivery_of


class NoticeFilter(forms.Form):
    """A value that nobody offered is said beside its field and narrows nothing."""

    kind = forms.ChoiceField(label=_("About"), choices=[("", _("Everything")), *NoticeKind.choices], required=False)
    unread = forms.BooleanField(label=_("Only what is new"), required=False)

    def apply(self, notices: QuerySet[Notice]) -> QuerySet[Notice]:
        self.is_valid()
        if kind := self.cleaned_data.get("kind"):
            notices = notices.filter(kind=kind)
        return notices.filter(read_at=None) if self.cleaned_data.get("unread") else notices

    def chips(self) -> list[tuple[str, object, object]]:
        """(parameter, label, value in words) of the filters in force."""
        chosen = self.cleaned_data
        kind = [("kind", self.fields["kind"].label, NoticeKind(chosen["kind"]).label)] if chosen.get("kind") else []
        return [*kind, *([("unread", _("State"), _("New"))] if chosen.get("unread") else [])]


class MailChoicesForm(forms.Form):
    """One choice for each kind; those about security are always sent and not asked for."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in NoticeKind.optional():
            way = delivery_of(user.mail_choices, kind)
            self.fields[str(kind)] = forms.ChoiceField(label=kind.label, choices=Delivery.choices, initial=way)
