"""Reads of extensions: what a company was given in a round."""

from django.http import Http404

from evaluations.models import Extension, Filing, Round
from portal.models import Organisation
from portal.queries import under, visible_enterprises
from portal.tenancy import Actor


def extension_at(actor: Actor, enterprise_id: int, yearly_round: Round) -> Extension | None:
    """As it stands, a taken-back one too; None where none was ever given."""
    found = under(Extension.objects.select_related("given_by"), actor)
    return found.filter(enterprise_id=enterprise_id, round=yearly_round).first()


def extension_in_force(actor: Actor, yearly_round: Round, filing: Filing | None) -> Extension | None:
    """For the company's own pages; a filing that copies no day needs no question."""
    if filing and filing.extended_to is None:
        return None
    found = extension_at(actor, actor.home_id, yearly_round)
    return found if found and found.until else None


def find_company(actor: Actor, pk: int) -> Organisation:
    """A company in the actor's reach; Http404 for an absent and a foreign one alike."""
    found = visible_enterprises(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found.organisation


def filing_in(company: Organisation, yearly_round: Round) -> Filing | None:
    """The company's filing of the round, a draft too: its state decides what can be extended, and nothing else is read."""
    return Filing.objects.filter(enterprise=company, round=yearly_round).select_related("round").first()
