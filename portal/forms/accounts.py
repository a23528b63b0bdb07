"""What people type about themselves; the services judge it."""

from typing import Any

from allauth.account.forms import ResetPasswordKeyForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.enums import ROLES_OF_KIND, OrganisationKind
from portal.services.recovery import replace_password


class AccountForm(forms.Form):
    """A new account; the e-mail address is fixed when an invitation came to it."""

    display_name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=60,
        help_text=gettext_lazy("As colleagues and officials know you."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    username = forms.CharField(
        label=gettext_lazy("User name"),
        max_length=150,
        help_text=gettext_lazy("Letters, digits and @ . + - _ only; you sign in with it or with your e-mail address."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("Notices and a forgotten password's replacement go there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        max_length=200,
        help_text=gettext_lazy("At least 10 characters, not only digits. Several words in a row are good."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    repeated = forms.CharField(
        label=gettext_lazy("Password once more"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, fixed_email: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if fixed_email:
            del self.fields["email"]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if "password" in values and "repeated" in values and values["password"] != values["repeated"]:
            self.add_error("repeated", _("The two passwords differ. Type the same one twice."))
        return values

    def account(self) -> dict[str, str]:
        """What `create_account` takes."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("repeated", "entitled")}


class RegistrantForm(AccountForm):
    """The first person of an enterprise, who signs for it."""

    entitled = forms.BooleanField(
        label=gettext_lazy("I am entitled to register this enterprise and to sign for it in the portal."),
        error_messages={"required": gettext_lazy("Confirm that you are entitled to register this enterprise.")},
    )


class InstituteRegistrantForm(AccountForm):
    """The first person of a university, an institute or another body, who signs for it."""

    entitled = forms.BooleanField(
        label=gettext_lazy("I am entitled to register this body and to sign for it in the portal."),
        error_messages={"required": gettext_lazy("Confirm that you are entitled to register this body.")},
    )


class ReplacePasswordForm(ResetPasswordKeyForm):  # type: ignore[misc]
    """The page behind the link of a password reset."""

    def save(self) -> None:
        replace_password(user=self.user, password=self.cleaned_data["password1"])


class ProfileForm(forms.Form):
    display_name = forms.CharField(label=gettext_lazy("Your name"), max_length=60)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=settings.LANGUAGES,
        help_text=gettext_lazy("Of the pages and of the mails you get."),
    )


class RolesForm(forms.Form):
    roles = forms.MultipleChoiceField(label=gettext_lazy("Roles"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = ROLES_OF_KIND[OrganisationKind(kind)]
        field = self.fields["roles"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(role.value, role.label) for role in roles]
        field.error_messages["required"] = _("Choose at least one role.")


class InvitationForm(RolesForm):
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("A link that works once, for 14 days, is sent there."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    field_order = ["email", "roles"]
