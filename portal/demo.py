"""The demo's accounts: known names, one known password. They exist only in demo mode and are marked on every page."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from knox.models import get_token_model

from portal.enums import BodyKind, OrganisationKind, Role
from portal.identifiers import inner_check, outer_check
from portal.models import Institute, Membership, Organisation, User
from portal.routing import bureau_code
from portal.services.audit import record_audit
from portal.services.bureaus import add_bureau
from portal.services.organisations import create_organisation, find_place, place_for
from portal.tenancy import Actor, scope

PASSWORD = "demo-ladder-2025"  # noqa: S105 - known on purpose; production refuses to start with a demo account
COMPANY = "company"
BUREAU_AUTHORITY, BUREAU_REGION = "330000", "330100"
BUREAU = bureau_code(BUREAU_AUTHORITY, BUREAU_REGION)
BUREAU_NAME = "杭州市经济和信息化局（示例）"
INSTITUTE_NAME, INSTITUTE_REGION = "示例先进制造中试研究院", "330106"
# Plainly synthetic: the serial part is nobody's.
INSTITUTE_STEM = "12330106MA0000001"


@dataclass(frozen=True)
class DemoAccount:
    """`organisation` is an office's code, a kind of organisation, or COMPANY for the demo's enterprise."""

    username: str
    display_name: str
    roles: tuple[Role, ...]
    organisation: str


ACCOUNTS = (
    DemoAccount("demo_filler", "示例填报员", (Role.FILLER,), COMPANY),
    DemoAccount("demo_responsible", "示例负责人", (Role.RESPONSIBLE,), COMPANY),
    DemoAccount("demo_reviewer", "示例评审员", (Role.REVIEWER,), "330000"),
    DemoAccount("demo_reviewer2", "示例评审员乙", (Role.REVIEWER,), "330000"),
    DemoAccount("demo_reviewer3", "示例评审员丙", (Role.REVIEWER,), "330000"),
    DemoAccount("demo_reviewer4", "示例评审员丁", (Role.REVIEWER,), "330000"),
    DemoAccount("demo_expert", "示例外部专家", (Role.EXPERT,), "330000"),
    DemoAccount("demo_approver", "示例评定人", (Role.APPROVER, Role.ADMINISTRATOR), "330000"),
    DemoAccount("demo_approver2", "示例评定人乙", (Role.APPROVER,), "330000"),
    DemoAccount("demo_bureau", "示例市局评审员", (Role.REVIEWER, Role.ADMINISTRATOR), BUREAU),
    DemoAccount("demo_institute", "示例中试单位", (Role.FILLER, Role.RESPONSIBLE), OrganisationKind.INSTITUTE),
    DemoAccount("demo_ministry", "示例部机关工作人员", (Role.OFFICER,), OrganisationKind.MINISTRY),
    DemoAccount("demo_admin", "示例平台管理员", (Role.ADMINISTRATOR,), OrganisationKind.OPERATOR),
)


def create_demo_accounts(company: Organisation) -> list[User]:
    """Make the missing accounts, and the bureau and the institute of two; call inside a system scope.

    `company` is the demo's enterprise.
    """
    _ensure_bureau()
    _ensure_institute()
    password = make_password(PASSWORD)
    return [_create(account, _organisation(account, company), password) for account in ACCOUNTS]


def demo_person(username: str) -> User:
    return User.objects.get(username=username, is_demo=True)


def existing_accounts() -> list[dict[str, str]]:
    """What a person needs to sign in, account by account; none outside a demo."""
    names = [account.username for account in ACCOUNTS]
    with scope(Actor.system("demo")):
        rows = Membership.objects.filter(user__is_demo=True, user__username__in=names, active=True)
        return [
            {
                "username": row.user.username,
                "password": PASSWORD,
                "roles": ", ".join(str(Role(role).label) for role in row.roles),
                "organisation": row.organisation.name,
            }
            for row in rows.select_related("user", "organisation").order_by("pk")
        ]


def retire_demo_accounts() -> int:
    """Take every demo account out of use; what they did stays under their names. Returns how many there were."""
    users = list(User.objects.filter(is_demo=True))
    with scope(Actor.system("demo")) as actor:
        Membership.objects.filter(user__in=users).update(active=False)
        get_token_model().objects.filter(user__in=users).delete()
        for user in users:
            user.username, user.email = f"retired-{user.pk}", ""
            user.is_demo = user.is_active = False
            user.set_unusable_password()
            user.save()
        record_audit(actor=actor, action="demo.retired", detail={"accounts": len(users)})
    return len(users)


def _ensure_bureau() -> None:
    if not Organisation.objects.filter(code=BUREAU).exists():
        authority = Organisation.objects.get(code=BUREAU_AUTHORITY)
        add_bureau(actor=Actor.system("demo"), authority=authority, region=BUREAU_REGION, name=BUREAU_NAME)


def _ensure_institute() -> None:
    if Organisation.objects.filter(kind=OrganisationKind.INSTITUTE).exists():
        return
    region = find_place(INSTITUTE_REGION)
    inner = INSTITUTE_STEM[:16] + inner_check(INSTITUTE_STEM[:16])
    made = create_organisation(
        kind=OrganisationKind.INSTITUTE,
        code=inner + outer_check(inner),
        name=INSTITUTE_NAME,
        place=place_for(region.code, ""),
        region=region,
    )
    fields = {"body_kind": BodyKind.RESEARCH, "region": region, "city_id": f"{region.code[:4]}00"}
    Institute.objects.create(organisation=made, scope=made.scope, **fields)


def _organisation(account: DemoAccount, company: Organisation) -> Organisation:
    if account.organisation == COMPANY:
        return company
    if account.organisation in OrganisationKind.values:
        return Organisation.objects.filter(kind=account.organisation).earliest("pk")
    return Organisation.objects.get(code=account.organisation)


def _create(account: DemoAccount, organisation: Organisation, password: str) -> User:
    user, _created = User.objects.get_or_create(
        username=account.username,
        defaults={
            "display_name": account.display_name,
            "email": f"{account.username}@example.test",
            "password": password,
            "is_demo": True,
        },
    )
    Membership.objects.get_or_create(
        user=user,
        organisation=organisation,
        defaults={"scope": organisation.scope, "roles": [str(role) for role in account.roles]},
    )
    return user
