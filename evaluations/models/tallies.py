from django.db import models

from evaluations.enums import FilingState
from evaluations.models.rounds import Round
from portal.enums import Side
from portal.models.fields import ScopeField
from portal.rls import TenantPolicy
from portal.tenancy import TenantManager


class FilingTally(models.Model):
    """So many filings more, or fewer, of a round stand in a state at a place; how many do is the sum (design §7).

    A trigger writes it with each change of a filing (sql/tally.sql). `scope` is the path of the county.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="+", db_index=False)
    scope = ScopeField()
    state = models.CharField(max_length=10, choices=FilingState.choices)
    number = models.IntegerField()

    objects = TenantManager()

    class Meta:
        indexes = [models.Index(fields=["round", "scope"], include=["state", "number"], name="filing_tally")]
        constraints = [
            TenantPolicy(name="filing_tally", read=[Side.AUTHORITY, Side.MINISTRY], write=[Side.SYSTEM]),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.scope} {self.state} {self.number:+d}"
