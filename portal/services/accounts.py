"""Accounts: making one, what people set themselves, their tokens for programs."""

from collections.abc import Mapping

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from knox.models import AuthToken, get_token_model

from portal.enums import Delivery, NoticeKind
from portal.errors import InvalidInput, Refused
from portal.models import User
from portal.queries import has_confirmed_address
from portal.services.audit import record_audit
from portal.tenancy import Actor

TOKEN_LIMIT = 10


def create_account(
    *, username: str, email: str, display_name: str, password: str, email_verified: bool = False
) -> User:
    """A person's account in the present language; raises InvalidInput by field.

    `email_verified`: the person has shown that the address is theirs, by opening a link sent to it.
    """
    email = email.strip().lower()
    user = User(username=username.strip(), email=email, display_name=display_name.strip())
    user.language = get_language() or user.language
    _check_account(user, password)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
            EmailAddress.objects.create(user=user, email=email, primary=True, verified=email_verified)
    except IntegrityError as raced:
        raise InvalidInput({"username": [_("This user name or e-mail address was taken just now.")]}) from raced
    return user


def update_profile(*, user: User, display_name: str, language: str) -> User:
    """How the person is called and which language the portal speaks and writes to them."""
    user.display_name, user.language = display_name.strip(), language
    if fault := _name_fault(user.display_name):
        raise InvalidInput({"display_name": [fault]})
    try:
        user.full_clean(exclude=["password", "username", "email"], validate_constraints=False)
    except ValidationError as error:
        raise InvalidInput(error.message_dict) from error
    user.save(update_fields=["display_name", "language"])
    return user


def choose_mails(*, user: User, choices: Mapping[str, str]) -> User:
    """How notices of each kind reach the person; kinds not named stay as they are. Raises InvalidInput by kind.

    Mails about security cannot be switched off.
    """
    errors = {kind: [_explain_choice(kind)] for kind, way in choices.items() if not _can_choose(kind, way)}
    if errors:
        raise InvalidInput(errors)
    user.mail_choices = user.mail_choices | dict(choices)
    user.save(update_fields=["mail_choices"])
    return user


def _can_choose(kind: str, way: str) -> bool:
    return kind in NoticeKind.optional() and way in Delivery.values


def _explain_choice(kind: str) -> str:
    if kind == NoticeKind.SECURITY:
        return _("Mails about the security of your account are always sent.")
    if kind not in NoticeKind.values:
        return _("There is no such kind of notice. Choose among: %s.") % ", ".join(NoticeKind.optional())
    return _("Choose one of: %s.") % ", ".join(Delivery.values)


def set_language_of(*, user: User, language: str) -> None:
    """Remember the language chosen in the header, for the next sign-in and for mails."""
    User.objects.filter(pk=user.pk).update(language=language)


def create_token(*, actor: Actor, user: User) -> tuple[AuthToken, str]:
    """A token for programs and its text, which is shown once: only the digest is kept."""
    if not has_confirmed_address(user):
        raise Refused(
            _("Your e-mail address is not confirmed yet, so no token can be made."),
            _("Open the link in the mail that was sent there; under My account you can have it sent again."),
        )
    if get_token_model().objects.filter(user=user).count() >= TOKEN_LIMIT:
        raise Refused(_("You have %d tokens already.") % TOKEN_LIMIT, _("Revoke one that is not in use."))
    token, text = get_token_model().objects.create(user)
    record_audit(actor=actor, action="token.created", detail={"token": token.token_key})
    return token, text


def revoke_token(*, actor: Actor, token: AuthToken) -> None:
    """From now on the token opens nothing."""
    record_audit(actor=actor, action="token.revoked", detail={"token": token.token_key})
    token.delete()


def _name_fault(name: str) -> str:
    """A name stands in the heads of mails and in lists: one line, nothing that is not seen."""
    return "" if name.isprintable() else _("The name contains invisible control characters. Type it again.")


def _check_account(user: User, password: str) -> None:
    errors: dict[str, list[str]] = {}
    if fault := _name_fault(user.display_name):
        errors["display_name"] = [fault]
    try:
        user.full_clean(exclude=["password"], validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        errors |= error.message_dict
    try:
        validate_password(password, user)
    except ValidationError as error:
        errors["password"] = error.messages
    if User.objects.filter(username__iexact=user.username).exists():
        errors.setdefault("username", []).append(_("This user name is taken. Choose another one."))
    if not user.email:
        errors["email"] = [_("Enter your e-mail address: it is how a forgotten password is replaced.")]
    elif User.objects.filter(email__iexact=user.email).exists():
        errors["email"] = [_("There is an account with this e-mail address. Sign in, or reset its password.")]
    if errors:
        raise InvalidInput(errors)
