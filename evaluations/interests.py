"""What may keep an official from judging a company: declared by them, or computed from the register. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from evaluations.enums import ConflictKind, InterestKind
from portal.queries import plain_name

# A number with fewer digits is an extension, which many companies share.
LEAST_DIGITS = 7


@dataclass(frozen=True)
class CompanyFacts:
    """What the register knows of a company."""

    pk: int
    name: str
    code: str
    phone: str = ""
    email: str = ""

    @property
    def reached_by(self) -> frozenset[str]:
        """Its contact's number and address, as they are compared."""
        digits = "".join(filter(str.isdecimal, self.phone))
        return frozenset(filter(None, [digits if len(digits) >= LEAST_DIGITS else "", self.email.strip().lower()]))


@dataclass(frozen=True)
class Declared:
    """An interest as its person declared it."""

    kind: InterestKind
    name: str = ""
    code: str = ""
    since_year: int | None = None
    until_year: int | None = None

    def means(self, company: CompanyFacts) -> bool:
        if self.code and self.code == company.code:
            return True
        named, name = plain_name(self.name), plain_name(company.name)
        return bool(named) and (named in name if self.kind == InterestKind.GROUP else named == name)

    @property
    def years(self) -> str:
        if not self.since_year and not self.until_year:
            return ""
        return f"{self.since_year or ''}–{self.until_year or ''}"


@dataclass(frozen=True)
class PersonFacts:
    """An official: their account's address, what they declared, the companies they have or had an account in.

    `near` are the companies that they belong to, belonged to or declared, as the register knows them.
    """

    pk: int
    name: str = ""
    email: str = ""
    declared: tuple[Declared, ...] = ()
    member_of: frozenset[int] = frozenset()
    was_member_of: frozenset[int] = frozenset()
    near: tuple[CompanyFacts, ...] = ()


@dataclass(frozen=True)
class Conflict:
    """One reason; `about` is what it is about: a name with its years, an address."""

    kind: ConflictKind
    about: str = ""

    @property
    def words(self) -> str:
        label = str(self.kind.label)
        return _("%(what)s (%(about)s)") % {"what": label, "about": self.about} if self.about else label


_DECLARED_AS = {
    InterestKind.COMPANY: ConflictKind.DECLARED,
    InterestKind.GROUP: ConflictKind.GROUP,
    InterestKind.EMPLOYER: ConflictKind.EMPLOYER,
}


def find_conflicts(person: PersonFacts, company: CompanyFacts) -> tuple[Conflict, ...]:
    """Every reason why the person should not judge the company, each in words; empty when there is none."""
    return (*_of_account(person, company), *_of_declared(person, company), *_of_contacts(person, company))


def _of_account(person: PersonFacts, company: CompanyFacts) -> Iterator[Conflict]:
    if company.pk in person.member_of:
        yield Conflict(ConflictKind.MEMBER)
    if company.pk in person.was_member_of:
        yield Conflict(ConflictKind.FORMER_MEMBER)
    if person.email and person.email.strip().lower() in company.reached_by:
        yield Conflict(ConflictKind.OWN_ADDRESS, person.email)


def _of_declared(person: PersonFacts, company: CompanyFacts) -> Iterator[Conflict]:
    for declared in person.declared:
        if declared.means(company):
            about = " ".join(filter(None, [declared.name or declared.code, declared.years]))
            yield Conflict(_DECLARED_AS[declared.kind], about)


def _of_contacts(person: PersonFacts, company: CompanyFacts) -> Iterator[Conflict]:
    """A company that is reached like one the person is close to is taken for a related one."""
    for near in person.near:
        if near.pk != company.pk and near.reached_by & company.reached_by:
            yield Conflict(ConflictKind.SAME_CONTACT, near.name)


def say_conflicts(conflicts: tuple[Conflict, ...]) -> str:
    return _("; ").join(conflict.words for conflict in conflicts)
