"""Samples and visits of the offices of the small country, with what was found at one of them."""

from django.utils import timezone

from evaluations.models import Filing, Node, Review, Visit, VisitFinding, VisitPhoto, VisitPlan, VisitStratum
from portal.enums import FilePurpose
from portal.services.files import store_file
from portal.tenancy import Actor
from tests.evaluations.factories import PNG, sample_version, yearly_round
from tests.seeding import seeding


def draw_visits(writer: Actor) -> int:
    """A sample of one stratum, as the office drew it."""
    yearly = yearly_round(2026)
    with seeding():
        plan = VisitPlan.objects.create(
            authority_id=writer.home_id, round=yearly, scope=writer.path, size=1, seed="w", method="1", key="w",
            created_by_id=writer.person_id,
        )  # fmt: skip
        VisitStratum.objects.create(
            plan=plan, scope=plan.scope, city_id="330100", division_id="C13", level="L1", frame=[1], drawn=[1]
        )
    return plan.pk


def visit_company(filing_id: int, text: str) -> dict[str, int]:
    """A visit that was made, a finding on the first item, a photograph: the company reads nothing of it yet."""
    with seeding():
        filing = Filing.objects.select_related("enterprise__parent").get(pk=filing_id)
        by, office = Review.objects.get(filing=filing).reviewer_id, filing.enterprise.parent
        assert office
        plan = VisitPlan.objects.create(
            authority=office, round_id=filing.round_id, scope=office.scope, size=1, seed="w", method="1",
            key=f"w{filing.pk}", created_by_id=by,
        )  # fmt: skip
        fields = {"state": "made", "day": timezone.localdate(), "note": f"{text}：核查"}
        visit = Visit.objects.create(plan=plan, filing=filing, scope=filing.scope, updated_by_id=by, **fields)
        item = Node.objects.get(version=sample_version(), code="D1.1")
        finding = VisitFinding.objects.create(
            visit=visit, filing=filing, item=item, scope=filing.scope, found_on=timezone.localdate(), text=f"{text}：所见",
            updated_by_id=by,
        )  # fmt: skip
        file = store_file(
            actor=Actor.system("world"),
            organisation=filing.enterprise,
            purpose=FilePurpose.VISIT_PHOTO,
            name="a.png",
            content=PNG,
        )
        photo = VisitPhoto.objects.create(finding=finding, file=file, scope=filing.scope, added_by_id=by)
    return {"visit": visit.pk, "visit photo": photo.pk, "visit file": file.pk}
