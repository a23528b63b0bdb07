"""What a platform is and does, in the notice's own terms (domain.md §4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Field(models.TextChoices):
    RAW_MATERIALS = "materials", _("Raw materials")
    EQUIPMENT = "equipment", _("Equipment manufacturing")
    CONSUMER_GOODS = "consumer", _("Consumer goods")
    INFORMATION = "information", _("Information technology")
    EMERGING = "emerging", _("Emerging and future industries")
    COMMON = "common", _("Common needs")


class Function(models.TextChoices):
    """Eight, of 2024."""

    CONVERSION = "conversion", _("Conversion of research results")
    IMPROVEMENT = "improvement", _("Improvement of performance and process")
    SCALE_UP = "scale_up", _("Scale-up and maturing of processes")
    TYPE_TEST = "type_test", _("Type tests of products")
    PERFORMANCE_TEST = "performance_test", _("Performance tests of products")
    SMALL_BATCH = "small_batch", _("Small-batch trial production")
    SHARING = "sharing", _("Sharing of instruments and equipment")
    EQUIPMENT_TRIAL = "equipment_trial", _("Validation of equipment in use")


class Validation(models.TextChoices):
    """Five, of 2025."""

    DESIGN = "design", _("Design validation")
    PERFORMANCE = "performance", _("Validation of function and performance")
    PROCESS = "process", _("Process validation")
    ADAPTATION = "adaptation", _("Validation of adaptation")
    PRODUCTION = "production", _("Production validation")


class BuildMode(models.TextChoices):
    PUBLIC = "public", _("Public service with government investment")
    TRANSFER = "transfer", _("Transfer of results of universities and institutes")
    JOINT = "joint", _("Built jointly by several bodies")
    MARKET = "market", _("Run by an enterprise as a market service")
    OPENED = "opened", _("Built by an enterprise, open in part")
    LEADING = "leading", _("Built by a leading enterprise for itself")


class FileKind(models.TextChoices):
    PICTURE = "picture", _("Photograph")
    ATTACHMENT = "attachment", _("Attachment")
