from django.db import models

from portal.enums import RegionLevel


class Region(models.Model):
    """GB/T 2260 province, city or county."""

    code = models.CharField(max_length=6, primary_key=True)
    name = models.CharField(max_length=60)
    level = models.CharField(max_length=8, choices=RegionLevel.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Division(models.Model):
    """GB/T 4754-2017 division of manufacturing, C13 to C43."""

    code = models.CharField(max_length=3, primary_key=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name_zh}"
