"""Self-registration: the account of the first person and the enterprise or institute, both or neither."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction

from portal.enums import OrganisationKind
from portal.models import Organisation, User
from portal.services.accounts import create_account
from portal.services.enterprises import register_enterprise
from portal.services.institutes import register_institute
from portal.services.recovery import ask_for_confirmation
from portal.throttling import refuse_too_many

PER_HOUR = 20
_APART = ("credit_code", "authority", "code_confirmed")


def register_with_account(
    *,
    address: str,
    account: Mapping[str, Any],
    registration: Mapping[str, Any],
    kind: OrganisationKind = OrganisationKind.ENTERPRISE,
) -> tuple[User, Organisation]:
    """`address` is the caller's, by which tries are counted: TooMany beyond PER_HOUR.

    Raises InvalidInput by field of either part, or Refused when the code is registered meanwhile.
    """
    refuse_too_many(what="register", who=address, limit=PER_HOUR, window=timedelta(hours=1))
    data = {name: value for name, value in registration.items() if name not in _APART}
    with transaction.atomic():
        user = create_account(**account)
        register = register_institute if kind == OrganisationKind.INSTITUTE else register_enterprise
        body = register(
            user=user,
            credit_code=registration["credit_code"],
            data=data,
            authority=registration.get("authority", ""),
            code_confirmed=registration["code_confirmed"],
        )
        ask_for_confirmation(user=user)
    return user, body.organisation
