from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now

from portal.enums import AuthorityKind, BodyKind, OrganisationKind, Side, SizeClass
from portal.models.fields import ScopeField, reachable_parent
from portal.models.regions import Division, Region
from portal.rls import SameScope, TenantPolicy
from portal.tenancy import TenantManager


class Organisation(models.Model):
    """Ministry, authority, bureau, enterprise or institute; `code` is the authority code or the unified social credit code."""

    kind = models.CharField(max_length=10, choices=OrganisationKind.choices)
    code = models.CharField(max_length=18, unique=True, db_collation="C")
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    scope = ScopeField(db_index=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    region = models.ForeignKey(Region, models.PROTECT, null=True)
    authority_kind = models.CharField(max_length=24, choices=AuthorityKind.choices, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    name_bigrams = models.GeneratedField(
        expression=models.Func("name", function="portal_bigrams"),
        output_field=ArrayField(models.TextField()),
        db_persist=True,
    )

    objects = TenantManager()

    class Meta:
        ordering = ["code"]
        indexes = [
            GinIndex(fields=["name_bigrams"], name="organisation_bigrams"),
            # Thirty-seven among hundreds of thousands, asked for by every page of the ministry.
            models.Index(
                fields=["code"], name="organisation_authorities", condition=models.Q(kind=OrganisationKind.AUTHORITY)
            ),
        ]
        constraints = [
            reachable_parent("organisation_id_scope"),
            models.UniqueConstraint(fields=["id", "name", "code"], name="organisation_facts"),
            TenantPolicy(
                name="organisation",
                read=[Side.ENTERPRISE, Side.AUTHORITY, Side.MINISTRY],
                write=[Side.AUTHORITY, Side.MINISTRY, Side.SYSTEM],
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationName(models.Model):
    """A name of a public body with the days on which it was in force (both inclusive; open end is empty)."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="names")
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        ordering = ["valid_from"]
        constraints = [models.UniqueConstraint(fields=["organisation", "valid_from"], name="one_name_from_a_day")]

    def __str__(self) -> str:
        return self.name


class Enterprise(models.Model):
    organisation = models.OneToOneField(Organisation, models.CASCADE, primary_key=True, related_name="enterprise")
    scope = ScopeField(db_index=True)
    code_warning = models.CharField(max_length=200, blank=True, help_text="why the credit code failed its check")
    division = models.ForeignKey(Division, models.PROTECT)
    industry_code = models.CharField(max_length=5, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    city = models.ForeignKey(Region, models.PROTECT, related_name="+")
    headcount = models.PositiveIntegerField(help_text="人")
    revenue = models.DecimalField(max_digits=14, decimal_places=2, help_text="万元")
    size_class = models.CharField(max_length=6, choices=SizeClass.choices)
    contact_name = models.CharField(max_length=60, blank=True)
    contact_phone = models.CharField(max_length=30, blank=True)
    contact_email = models.EmailField(blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    objects = TenantManager()

    class Meta:
        ordering = ["organisation_id"]
        indexes = [
            models.Index(fields=["scope"], name="enterprise_code_warned", condition=~models.Q(code_warning="")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "scope"], name="enterprise_id_scope"),
            models.UniqueConstraint(fields=["organisation", "city", "division", "size_class"], name="enterprise_facts"),
            SameScope(name="enterprise_same_scope", field="organisation"),
            TenantPolicy(
                name="enterprise",
                read=[Side.ENTERPRISE, Side.AUTHORITY, Side.MINISTRY],
                write=[Side.ENTERPRISE, Side.AUTHORITY, Side.MINISTRY, Side.SYSTEM],
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class Institute(models.Model):
    """A body that is no manufacturer and may operate a platform or own a brand; it files no yearly evaluation."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, primary_key=True, related_name="institute")
    scope = ScopeField(db_index=True)
    code_warning = models.CharField(max_length=200, blank=True, help_text="why the credit code failed its check")
    body_kind = models.CharField(max_length=12, choices=BodyKind.choices)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    city = models.ForeignKey(Region, models.PROTECT, related_name="+")
    contact_name = models.CharField(max_length=60, blank=True)
    contact_phone = models.CharField(max_length=30, blank=True)
    contact_email = models.EmailField(blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    objects = TenantManager()

    class Meta:
        ordering = ["organisation_id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "scope"], name="institute_id_scope"),
            SameScope(name="institute_same_scope", field="organisation"),
            TenantPolicy(
                name="institute",
                read=[Side.ENTERPRISE, Side.AUTHORITY, Side.MINISTRY],
                write=[Side.ENTERPRISE, Side.AUTHORITY, Side.MINISTRY, Side.SYSTEM],
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation)
