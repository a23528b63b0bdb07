from django.contrib.postgres.fields import ArrayField
from django.db import models

from portal.enums import Side
from portal.models import Organisation, User
from portal.models.fields import ScopeField
from portal.rls import SameScope, TenantPolicy
from portal.tenancy import TenantManager

_OFFICES = [Side.AUTHORITY, Side.MINISTRY]
NAME_LIMIT, QUERY_LIMIT = 40, 1000


class QueueView(models.Model):
    """A way an official looks at the queue: filters, order and columns under a name, for themselves or for the office.

    The one without a name keeps only the columns that the person wants where no view is open.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    scope = ScopeField(db_index=True)
    name = models.CharField(max_length=NAME_LIMIT, blank=True)
    query = models.CharField(max_length=QUERY_LIMIT, blank=True, help_text="filters and order, as in the URL")
    columns = ArrayField(
        models.CharField(max_length=12), default=list, help_text="beside the company; empty: the usual"
    )
    shared = models.BooleanField(default=False, help_text="colleagues see it; the owner changes it")
    is_default = models.BooleanField(default=False, help_text="opens where the address names no filter")
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    objects = TenantManager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "owner", "name"], name="one_queueview_per_name"),
            models.UniqueConstraint(
                fields=["organisation", "owner"], condition=models.Q(is_default=True), name="one_default_queueview"
            ),
            models.CheckConstraint(
                condition=models.Q(name__gt="") | models.Q(query="", shared=False, is_default=False),
                name="queueview_without_name_is_columns",
            ),
            SameScope(name="queueview_same_scope", field="organisation"),
            TenantPolicy(name="queueview", read=_OFFICES, write=_OFFICES),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.owner_id} {self.organisation_id}"
