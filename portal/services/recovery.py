"""Whose an e-mail address is, and what that decides.

Anybody can register with somebody else's address. So nothing that outlives a password (a second factor, a passkey, a
token) can be set up before the address was shown to be the person's own, and whoever replaces the password through a
link sent there shows just that: what an earlier, unproven holder of the account left behind then opens it no more.
"""

from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from knox.models import get_token_model

from portal.models import Job, User
from portal.queries import find_actor
from portal.services.audit import record_audit
from portal.services.jobs import enqueue_job
from portal.services.notices import notify_person
from portal.tenancy import Actor, scope

MAIL_CONFIRMATION = "mail_confirmation"


def ask_for_confirmation(*, user: User) -> Job:
    """Promise the mail with the link by which a new account's address is confirmed."""
    address = EmailAddress.objects.get(user=user, primary=True)
    with scope(Actor.system(str(user))) as actor:
        params = {"address": address.pk}
        return enqueue_job(actor=actor, kind=MAIL_CONFIRMATION, key=str(address.pk), params=params)


def mail_confirmation(address_id: int) -> None:
    """Send that mail, unless the address has been confirmed or taken back meanwhile."""
    address = EmailAddress.objects.select_related("user").filter(pk=address_id, verified=False).first()
    if address is None:
        return
    names = {"portal": settings.PRODUCT_NAME, "user": address.user.username}
    names["link"] = settings.SITE_URL + reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key])
    body = _(
        "Somebody has registered in the %(portal)s with this address, as %(user)s.\n\n"
        "If it was you, open this link within three days to confirm the address:\n%(link)s\n\n"
        "If it was not you, do not open it: without it nobody can secure the account with your address."
    )
    send_mail(_("Confirm your e-mail address"), body % names, None, [address.email])


def confirm_address(*, user: User, email: str) -> None:
    """The person opened a link that was sent to `email`: when it is theirs in the portal, it now counts as confirmed."""
    for address in EmailAddress.objects.filter(user=user, email__iexact=email, verified=False):
        address.set_verified()


def replace_password(*, user: User, password: str) -> None:
    """Set the password of a person who opened the link sent to their address (portal.accounts sends it nowhere else).

    Sessions end with the old password, tokens here; factors, passkeys and other addresses end too unless they were set up
    after the address was confirmed. Now it is.
    """
    actor = find_actor(user) or Actor.system(str(user))
    with scope(actor):
        User.objects.select_for_update().get(pk=user.pk)
        removed = {"tokens": get_token_model().objects.filter(user=user).delete()[0]}
        if not EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True).exists():
            removed |= _end_other_ways_in(user)
        user.set_password(password)
        user.save(update_fields=["password"])
        record_audit(actor=actor, action="password.replaced", target=user, detail=removed)
        if any(removed.values()):
            _tell(actor, user, removed)


def _end_other_ways_in(user: User) -> dict[str, int]:
    others = EmailAddress.objects.filter(user=user).exclude(email__iexact=user.email)
    removed = {
        "factors": Authenticator.objects.filter(user=user).delete()[0],
        "addresses": others.delete()[0],
    }
    own = {"email": user.email.lower(), "primary": True}
    EmailAddress.objects.get_or_create(user=user, email__iexact=user.email, defaults=own)[0].set_verified()
    return removed


def _tell(actor: Actor, user: User, removed: dict[str, int]) -> None:
    names = {"factors": 0, "addresses": 0} | removed
    notify_person(
        actor=actor,
        user=user,
        key=f"password:{timezone.now():%Y%m%d%H%M%S%f}",
        subject=lambda: _("Your password was replaced"),
        body=lambda: (
            _(
                "Your password was replaced through a link sent to your address. To be safe, this no longer opens your "
                "account: tokens for programs (%(tokens)d), second factors and passkeys (%(factors)d), other addresses "
                "(%(addresses)d). Set up again what you need."
            )
            % names
        ),
        link=reverse("portal:profile"),
    )
