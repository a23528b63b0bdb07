from django.db import models

from evaluations.models.standards import StandardVersion

MOST_APPEAL_DAYS = 60
MOST_EXTENSION_DAYS = 60
# Of a round that does not say otherwise [ours].
EXTENSION_DAYS = 15


class Round(models.Model):
    """The national yearly round; days are Asia/Shanghai and last to their end."""

    year = models.PositiveSmallIntegerField(unique=True)
    standard_version = models.ForeignKey(StandardVersion, models.PROTECT, related_name="rounds")
    opens_on = models.DateField()
    closes_on = models.DateField()
    summary_due_on = models.DateField(help_text="15 December by the notice; a date per year, so data (domain.md §7)")
    reminded = models.CharField(max_length=20, blank=True, help_text="last day and name of the latest reminder")
    appeal_days = models.PositiveSmallIntegerField(
        null=True, help_text="working days after a determination in which an appeal may be filed; empty: none may"
    )

    extension_days = models.PositiveSmallIntegerField(
        null=True,
        default=EXTENSION_DAYS,
        help_text="days after a company's last day until which its authority may extend it; empty: not at all",
    )

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(condition=models.Q(closes_on__gte=models.F("opens_on")), name="round_window"),
            models.CheckConstraint(
                condition=models.Q(appeal_days=None) | models.Q(appeal_days__range=(1, MOST_APPEAL_DAYS)),
                name="round_appeal_days",
            ),
            models.CheckConstraint(
                condition=models.Q(extension_days=None) | models.Q(extension_days__range=(1, MOST_EXTENSION_DAYS)),
                name="round_extension_days",
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)
