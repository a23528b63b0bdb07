from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from evaluations.models.rounds import Round
from portal.enums import Side, SizeClass
from portal.models import Organisation, User
from portal.models.fields import ScopeField, reachable_parent
from portal.rls import SameScope, SharedPolicy
from portal.tenancy import TenantManager

MOST_NOTICE_DAYS = 30
MOST_VALIDITY_YEARS = 10
MOST_COMPLETION_DAYS = 60
# Of a round that does not say otherwise [ours].
COMPLETION_DAYS = 10
MOST_LEASE_DAYS = 60


class AuthorityRound(models.Model):
    """How an authority goes about a yearly round; where it set nothing, no optional step is used and no day is named.

    Everybody may read it: enterprises are told by which steps and until when they are judged.
    """

    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="authority_rounds")
    round = models.ForeignKey(Round, models.PROTECT, related_name="authority_rounds")
    scope = ScopeField(db_index=True)
    formal_check = models.BooleanField(default=False)
    notice_days = models.PositiveSmallIntegerField(
        null=True, help_text="working days of the public notice; empty: none"
    )
    validity_years = models.PositiveSmallIntegerField(null=True, help_text="of a certificate; empty: without end")
    lease_days = models.PositiveSmallIntegerField(
        null=True, help_text="days without a score after which a filing that somebody took is free again; empty: none"
    )
    readers = models.PositiveSmallIntegerField(default=1, help_text="of each filing, blind to each other")
    reading_threshold = models.DecimalField(
        max_digits=5, decimal_places=2, null=True, help_text="points of the total beyond which a third one reads"
    )
    blind = models.BooleanField(default=False, help_text="outside experts are not told who the company is")
    check_by = models.DateField(null=True, help_text="last day of the formal check, Asia/Shanghai, to its end")
    review_by = models.DateField(null=True)
    determine_by = models.DateField(null=True)
    publish_by = models.DateField(null=True)
    completion_days = models.PositiveSmallIntegerField(
        null=True,
        default=COMPLETION_DAYS,
        help_text="working days to complete what was returned at the formal check; empty: no last day",
    )
    city_by = models.DateField(null=True, help_text="last day of the city bureaus' first review; empty: they have none")
    city_divisions = ArrayField(models.CharField(max_length=4), default=list, help_text="GB/T 4754; empty: all")
    city_sizes = ArrayField(
        models.CharField(max_length=10, choices=SizeClass.choices), default=list, help_text="empty: all"
    )
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(default=timezone.now)

    objects = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "scope"], name="one_authority_round"),
            models.CheckConstraint(
                condition=models.Q(notice_days=None) | models.Q(notice_days__range=(1, MOST_NOTICE_DAYS)),
                name="authority_round_notice_days",
            ),
            models.CheckConstraint(
                condition=models.Q(validity_years=None) | models.Q(validity_years__range=(1, MOST_VALIDITY_YEARS)),
                name="authority_round_validity",
            ),
            models.CheckConstraint(
                condition=models.Q(completion_days=None) | models.Q(completion_days__range=(1, MOST_COMPLETION_DAYS)),
                name="authority_round_completion_days",
            ),
            models.CheckConstraint(
                condition=models.Q(lease_days=None) | models.Q(lease_days__range=(1, MOST_LEASE_DAYS)),
                name="authority_round_lease_days",
            ),
            models.CheckConstraint(condition=models.Q(readers__in=[1, 2]), name="authority_round_readers"),
            models.CheckConstraint(
                condition=models.Q(reading_threshold=None) | models.Q(reading_threshold__gte=0),
                name="authority_round_threshold",
            ),
            reachable_parent("authority_round_id_scope"),
            SameScope(name="authorityround_same_scope", field="authority"),
            SharedPolicy(name="authorityround", write=[Side.AUTHORITY], within_reach=True),
        ]

    def __str__(self) -> str:
        return f"{self.authority_id} {self.round_id}"
