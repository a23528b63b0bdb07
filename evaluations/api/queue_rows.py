"""A row of the queue, as programs read it."""

from rest_framework import serializers

from evaluations.enums import FilingState
from evaluations.models import Filing
from evaluations.queue_rows import row_of
from portal.enums import Side
from portal.tenancy import current_actor


class QueueRowSerializer(serializers.Serializer[Filing]):
    """One filing as the queue shows it; levels are codes of its standard version."""

    id = serializers.IntegerField(source="pk")
    number = serializers.CharField()
    company = serializers.CharField()
    credit_code = serializers.CharField()
    city = serializers.CharField(source="city_id", help_text="GB/T 2260")
    division = serializers.CharField(source="division_id")
    size = serializers.CharField(source="size_class")
    state = serializers.ChoiceField(choices=FilingState.choices)
    state_since = serializers.DateTimeField()
    declared_level = serializers.CharField()
    declared_total = serializers.DecimalField(max_digits=6, decimal_places=2, allow_null=True)
    reviewed_level = serializers.CharField(help_text="empty until determined")
    reviewed_total = serializers.DecimalField(max_digits=6, decimal_places=2, allow_null=True)


class QueueEntrySerializer(QueueRowSerializer):
    """A row of the list with the difference that a review is expected to make, for offices alone."""

    expected = serializers.SerializerMethodField(help_text="0 to 100; null: not read yet, or placed by lot")
    reasons = serializers.SerializerMethodField()

    def get_expected(self, filing: Filing) -> int | None:
        row = row_of(filing)
        return None if row.by_lot else row.expected

    def get_reasons(self, filing: Filing) -> list[str]:
        return list(row_of(filing).reasons) if current_actor().side == Side.AUTHORITY else []
