import pgtrigger
from django.db import models

from evaluations.enums import NodeKind, VersionState


def _frozen(version_ids: str) -> pgtrigger.Trigger:
    """Rows of a version that is no longer a draft are neither added, changed nor removed, whoever writes."""
    return pgtrigger.Trigger(
        name="frozen_with_version",
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        when=pgtrigger.Before,
        func=f"""
            IF EXISTS (SELECT FROM evaluations_standardversion WHERE state <> 'draft' AND id IN ({version_ids})) THEN
              RAISE EXCEPTION 'a published standard version is frozen';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
    )


_OF_NODES = "SELECT version_id FROM evaluations_node WHERE id IN (OLD.node_id, NEW.node_id)"
# Once published, a version only ever changes by being retired, once.
_FROZEN_TEXT = """
    IF OLD.state <> 'draft' AND (TG_OP = 'DELETE'
        OR (NEW.id, NEW.standard_id, NEW.version, NEW.source, NEW.source_hash, NEW.notice_zh, NEW.notice_en, NEW.published_at)
        IS DISTINCT FROM
        (OLD.id, OLD.standard_id, OLD.version, OLD.source, OLD.source_hash, OLD.notice_zh, OLD.notice_en, OLD.published_at)
        OR ((NEW.state, NEW.retired_at) IS DISTINCT FROM (OLD.state, OLD.retired_at)
            AND NOT (OLD.state = 'published' AND NEW.state = 'retired' AND NEW.retired_at IS NOT NULL)))
    THEN
      RAISE EXCEPTION 'a published standard version is frozen';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""


class Standard(models.Model):
    """An evaluation standard; its versions hold the content."""

    code = models.CharField(max_length=40, unique=True)
    title_zh = models.CharField(max_length=120)
    title_en = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.title_zh


class StandardVersion(models.Model):
    """One version as loaded from YAML: `source` is the text, the node, rung and level rows are the truth."""

    standard = models.ForeignKey(Standard, models.PROTECT, related_name="versions")
    version = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=VersionState.choices, default=VersionState.DRAFT)
    notice_zh = models.CharField(max_length=60, blank=True)
    notice_en = models.CharField(max_length=60, blank=True)
    source = models.TextField()
    source_hash = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["standard", "version"]
        constraints = [models.UniqueConstraint(fields=["standard", "version"], name="one_row_per_version")]
        triggers = [
            pgtrigger.Trigger(
                name="frozen_once_published",
                operation=pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func=_FROZEN_TEXT,
            )
        ]

    def __str__(self) -> str:
        return f"{self.standard.code} {self.version}"


class Node(models.Model):
    """A dimension or an item of a version; weights are percent among siblings, cut off where their decimals never end."""

    version = models.ForeignKey(StandardVersion, models.CASCADE, related_name="nodes")
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="children")
    kind = models.CharField(max_length=5, choices=NodeKind.choices)
    code = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    weight = models.DecimalField(max_digits=7, decimal_places=4)
    title_zh = models.CharField(max_length=120)
    title_en = models.CharField(max_length=200)
    question_zh = models.TextField(blank=True)
    question_en = models.TextField(blank=True)
    guidance_zh = models.TextField(blank=True)
    guidance_en = models.TextField(blank=True)
    evidence_zh = models.JSONField(default=list)
    evidence_en = models.JSONField(default=list)

    class Meta:
        ordering = ["version", "position"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="one_node_per_code")]
        triggers = [_frozen("OLD.version_id, NEW.version_id")]

    def __str__(self) -> str:
        return f"{self.code} {self.title_zh}"


class Rung(models.Model):
    """One of an item's five descriptors, from low to high."""

    node = models.ForeignKey(Node, models.CASCADE, related_name="rungs")
    code = models.CharField(max_length=10)
    position = models.PositiveSmallIntegerField()
    points = models.DecimalField(max_digits=8, decimal_places=4)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=100)
    descriptor_zh = models.TextField()
    descriptor_en = models.TextField()

    class Meta:
        ordering = ["node", "position"]
        constraints = [models.UniqueConstraint(fields=["node", "code"], name="one_rung_per_code")]
        triggers = [_frozen(_OF_NODES)]

    def __str__(self) -> str:
        return f"{self.code} {self.name_zh}"


class Level(models.Model):
    """A stage of the ladder with its gates, in the closed vocabulary of evaluations/standards/README.md."""

    version = models.ForeignKey(StandardVersion, models.CASCADE, related_name="levels")
    code = models.CharField(max_length=10)
    position = models.PositiveSmallIntegerField()
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=100)
    gates = models.JSONField(default=dict)

    class Meta:
        ordering = ["version", "position"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="one_level_per_code")]
        triggers = [_frozen("OLD.version_id, NEW.version_id")]

    def __str__(self) -> str:
        return self.name_zh
