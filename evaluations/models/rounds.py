from django.db import models

from evaluations.models.standards import StandardVersion


class Round(models.Model):
    """The national yearly round; days are Asia/Shanghai and last to their end."""

    year = models.PositiveSmallIntegerField(unique=True)
    standard_version = models.ForeignKey(StandardVersion, models.PROTECT, related_name="rounds")
    opens_on = models.DateField()
    closes_on = models.DateField()
    summary_due_on = models.DateField(help_text="15 December by the notice; a date per year, so data (domain.md §7)")
    reminded = models.CharField(max_length=20, blank=True, help_text="last day and name of the latest reminder")

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(condition=models.Q(closes_on__gte=models.F("opens_on")), name="round_window")
        ]

    def __str__(self) -> str:
        return str(self.year)
