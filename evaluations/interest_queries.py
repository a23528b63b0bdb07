"""Reads of conflicts of interest: what officials declared, what the register says, and who may judge a filing."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from evaluations.enums import ConflictKind, FilingState, InterestKind
from evaluations.interests import CompanyFacts, Conflict, Declared, PersonFacts, find_conflicts, say_conflicts
from evaluations.models import Filing, Interest, Recusal, Review, Score
from evaluations.queries import visible_filings
from portal.enums import OrganisationKind
from portal.models import Enterprise, Membership, User
from portal.queries import under
from portal.tenancy import Actor


def own_interests(actor: Actor) -> QuerySet[Interest]:
    """What the person declared in their present office and did not withdraw, newest first."""
    own = under(Interest.objects.filter(person_id=actor.person_id, organisation_id=actor.home_id), actor)
    return own.filter(withdrawn_at=None)


def company_facts(enterprise: Enterprise) -> CompanyFacts:
    organisation = enterprise.organisation
    return CompanyFacts(
        organisation.pk, organisation.name, organisation.code, enterprise.contact_phone, enterprise.contact_email
    )


def people_facts(people: Collection[int]) -> dict[int, PersonFacts]:
    """Of these accounts, in four queries whatever their number; only within the reach of whoever asks."""
    declared, members = _declared_by(people), _memberships_of(people)
    known = _known_companies(declared.values(), [company for own in members.values() for company in own])
    users = User.objects.filter(pk__in=people).only("email", "display_name")
    return {user.pk: _facts(user, declared[user.pk], members[user.pk], known) for user in users}


def _facts(user: User, declared: list[Declared], member: dict[int, bool], known: Iterable[CompanyFacts]) -> PersonFacts:
    # Of a group the declared name is a part; who shares a contact with one of many is not for that reason near.
    single = [one for one in declared if one.kind != InterestKind.GROUP]
    near = [company for company in known if company.pk in member or any(one.means(company) for one in single)]
    return PersonFacts(
        pk=user.pk,
        name=str(user),
        email=user.email,
        declared=tuple(declared),
        member_of=frozenset(company for company, active in member.items() if active),
        was_member_of=frozenset(company for company, active in member.items() if not active),
        near=tuple(near),
    )


def _declared_by(people: Collection[int]) -> dict[int, list[Declared]]:
    found: dict[int, list[Declared]] = defaultdict(list)
    for row in Interest.objects.filter(person_id__in=people, withdrawn_at=None):
        found[row.person_id].append(
            Declared(InterestKind(row.kind), row.name, row.code, row.since_year, row.until_year)
        )
    return found


def _memberships_of(people: Collection[int]) -> dict[int, dict[int, bool]]:
    """{person: {company: whether the account is active}}."""
    found: dict[int, dict[int, bool]] = defaultdict(dict)
    rows = Membership.objects.filter(user_id__in=people, organisation__kind=OrganisationKind.ENTERPRISE)
    for person, company, active in rows.values_list("user_id", "organisation_id", "active"):
        found[person][company] = active
    return found


def _known_companies(declared: Iterable[list[Declared]], members: list[int]) -> list[CompanyFacts]:
    single = [one for some in declared for one in some if one.kind != InterestKind.GROUP]
    codes, names = {one.code for one in single if one.code}, {one.name for one in single if one.name}
    named = Q(organisation__code__in=codes) | Q(organisation__name__in=names)
    rows = Enterprise.objects.filter(Q(pk__in=members) | named).select_related("organisation")
    return [company_facts(row) for row in rows] if codes or names or members else []


@dataclass(frozen=True)
class Bars:
    """What keeps some people from some filings; read once for many of both."""

    people: Mapping[int, PersonFacts]
    recused: frozenset[tuple[int, int]]
    reading: frozenset[tuple[int, int]] = frozenset()

    def conflicts(self, person_id: int, filing: Filing) -> tuple[Conflict, ...]:
        """Why this person should not judge the filing, a recusal among the reasons."""
        facts = self.people.get(person_id)
        found = find_conflicts(facts, company_facts(filing.enterprise.enterprise)) if facts else ()
        recused = (Conflict(ConflictKind.RECUSED),) if (person_id, filing.pk) in self.recused else ()
        return (*found, *recused)

    def is_reading(self, person_id: int, filing: Filing) -> bool:
        """One of its blind readers; said to nobody, and nobody reads it twice."""
        return (person_id, filing.pk) in self.reading

    def refusal(self, person_id: int, filing: Filing) -> str:
        """The same as a sentence; '' where there is nothing."""
        conflicts = self.conflicts(person_id, filing)
        if not conflicts:
            return ""
        words = _("%(who)s does not judge this company: %(why)s.")
        return words % {"who": self.people[person_id].name, "why": say_conflicts(conflicts)}


def bars_for(people: Collection[int]) -> Bars:
    recused = Recusal.objects.filter(person_id__in=people).values_list("person_id", "filing_id")
    return Bars(people_facts(people), frozenset(recused))


def bars_to_assign(people: Collection[int]) -> Bars:
    """With what each of them reads already."""
    reading = Review.objects.filter(reviewer_id__in=people, ordinal__gt=0).values_list("reviewer_id", "filing_id")
    return replace(bars_for(people), reading=frozenset(reading))


def conflicts_of(person_id: int, filing: Filing) -> tuple[Conflict, ...]:
    return bars_for([person_id]).conflicts(person_id, filing)


def refuse_conflicted(person_id: int, filing: Filing) -> str:
    """'' for somebody who may judge the filing, as far as conflicts go."""
    return bars_for([person_id]).refusal(person_id, filing)


def refuse_conflicted_reader(filing: Filing) -> str:
    """'' unless somebody's word stands in the filing in spite of a conflict.

    It came to be known after they had ended, or they read it blind and were not told.
    """
    read = Review.objects.filter(filing=filing, ordinal__isnull=False)
    wrote = Score.objects.filter(review__in=read.values("pk")).order_by().values_list("updated_by_id", flat=True)
    return first_conflict({*read.values_list("reviewer_id", flat=True), *wrote.distinct()}, filing)


def first_conflict(people: Collection[int], filing: Filing) -> str:
    """'' unless one of them should not judge the company: a sentence with the name, and why."""
    bars = bars_for(people)
    return next(filter(None, (bars.refusal(person, filing) for person in sorted(people))), "")


def conflicted_in_hand(actor: Actor) -> list[tuple[Filing, str]]:
    """(filing, why) of what the person is reviewing in spite of a conflict: to be handed back."""
    mine = visible_filings(actor, FilingState.scorable()).filter(
        reviews__reviewer_id=actor.user_id, reviews__ordinal__gte=0, reviews__finished_at=None
    )
    bars = bars_for([actor.person_id])
    found = [
        (filing, bars.conflicts(actor.person_id, filing)) for filing in mine.select_related("enterprise__enterprise")
    ]
    return [(filing, say_conflicts(conflicts)) for filing, conflicts in found if conflicts]


def recusals_of(actor: Actor, filing: Filing) -> QuerySet[Recusal]:
    """Who handed the filing back, and why: an authority reads it of its bureaus' people too, a bureau of its own alone."""
    found = Recusal.objects.filter(filing=filing).select_related("person")
    if actor.kind == OrganisationKind.AUTHORITY:
        return found
    own = Membership.objects.filter(organisation_id=actor.home_id).values("user")
    return found.filter(person__in=own)
