"""Organisations and people for tests; traits are words of the domain. Filings: tests/evaluations/factories.py."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import count

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.cached_db import SessionStore
from django.test import Client

from portal.enums import OrganisationKind, Role, SizeClass
from portal.models import Enterprise, Membership, Organisation, User
from portal.queries import actor_of
from portal.services.keys import reserve_keys
from portal.tenancy import Actor
from tests.seeding import seeding

_numbers = count(1)
PASSWORD = "correct horse battery"
CANARY = "金丝雀"


def authority(code: str = "330000") -> Organisation:
    """One of the 37, loaded from the reference data."""
    with seeding():
        return Organisation.objects.get(code=code)


def ministry() -> Organisation:
    with seeding():
        return Organisation.objects.get(kind=OrganisationKind.MINISTRY)


def enterprise(
    region: str = "330106", *, under: str = "330000", name: str = "", size: str = SizeClass.SMALL
) -> Enterprise:
    """A company in `region` under the authority `under`; its name carries a canary that no other tenant may see."""
    number = next(_numbers)
    with seeding():
        parent = Organisation.objects.get(code=under)
        # its path names its key; a path that is changed later is changed in every table
        (key,) = reserve_keys(Organisation, 1)
        path = f"{parent.scope}{region[:4]}/{region}/e{key}/"
        organisation = Organisation.objects.create(
            pk=key,
            kind=OrganisationKind.ENTERPRISE,
            code=f"91{region}{number:010d}"[:18],
            name=name or f"{CANARY}{number}号制造有限公司",
            scope=path,
            parent=parent,
            region_id=region,
        )
        return Enterprise.objects.create(
            organisation=organisation,
            scope=path,
            division_id="C36",
            region_id=region,
            city_id=f"{region[:4]}00",
            headcount=120,
            revenue=Decimal(5000),
            size_class=size,
        )


def member(organisation: Organisation, *roles: Role, name: str = "", is_demo: bool = True) -> Actor:
    """A person with these roles, as actor; the user behind it is `user_of(actor)`."""
    (actor,) = members((organisation, roles), name=name, is_demo=is_demo)
    return actor


def members(*places: tuple[Organisation, Sequence[Role]], name: str = "", is_demo: bool = True) -> list[Actor]:
    """A person for each organisation and its roles, all made at once."""
    numbers = [next(_numbers) for _ in places]
    people = [
        User(
            username=f"person{number}",
            email=f"person{number}@example.test",
            password=make_password(None),
            display_name=name or f"人员{number}",
            is_demo=is_demo,
        )
        for number in numbers
    ]
    with seeding():
        User.objects.bulk_create(people)
        Membership.objects.bulk_create(
            Membership(user=user, organisation=organisation, scope=organisation.scope, roles=list(roles))
            for user, (organisation, roles) in zip(people, places, strict=True)
        )
    return [
        actor_of(user, str(place.kind), place.scope, place.pk, place.name, roles)
        for user, (place, roles) in zip(people, places, strict=True)
    ]


def user_of(actor: Actor) -> User:
    return User.objects.get(pk=actor.person_id)


def filler(company: Enterprise) -> Actor:
    return member(company.organisation, Role.FILLER)


def responsible(company: Enterprise) -> Actor:
    return member(company.organisation, Role.RESPONSIBLE)


def reviewer(code: str = "330000") -> Actor:
    return member(authority(code), Role.REVIEWER)


def approver(code: str = "330000") -> Actor:
    return member(authority(code), Role.APPROVER)


def officer() -> Actor:
    return member(ministry(), Role.OFFICER)


def sign_in(client: Client, actor: Actor) -> None:
    """The session that signing in leaves; `force_login` makes two, and its signals write what nobody here looks at."""
    user, session = user_of(actor), SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
