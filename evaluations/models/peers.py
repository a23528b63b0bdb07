from django.db import models
from django.utils import timezone

from evaluations.models.rounds import Round
from evaluations.models.standards import StandardVersion
from portal.enums import Side, SizeClass
from portal.models import Division
from portal.rls import SharedPolicy
from portal.tenancy import TenantManager

FEWEST = 5


class PeerMedian(models.Model):
    """The median self-declared score of a dimension among the submitted filings of a division and size class.

    Never of fewer than five: the database itself refuses, so nobody's figure can be read off. Counted by a job.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="+")
    standard_version = models.ForeignKey(StandardVersion, models.CASCADE, related_name="+")
    division = models.ForeignKey(Division, models.CASCADE, related_name="+")
    size_class = models.CharField(max_length=6, choices=SizeClass.choices)
    group_code = models.CharField(max_length=40)
    n = models.PositiveIntegerField(help_text="filings counted")
    median = models.DecimalField(max_digits=12, decimal_places=4, help_text="in the dimension's own unit")
    counted_at = models.DateTimeField(default=timezone.now)

    objects = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "standard_version", "division", "size_class", "group_code"], name="one_peer_median"
            ),
            models.CheckConstraint(condition=models.Q(n__gte=FEWEST), name="peer_median_of_five_at_least"),
            SharedPolicy(name="peermedian", write=[Side.SYSTEM]),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.division_id} {self.size_class} {self.group_code}"
