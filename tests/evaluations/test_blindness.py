"""While two read a filing blind nobody of them meets the other, nor what they found: on no page, in no API, in no audit."""

from django.db.models import Q

from portal.enums import Role
from portal.models import AuditEntry
from portal.tenancy import Actor
from tests import factories
from tests.evaluations.factories import Case
from tests.evaluations.test_filing_pages import client_of
from tests.evaluations.test_readings import made, read, second
from tests.seeding import seeding

__all__ = ["made", "second"]

ADDRESSES = (
    "/review/{pk}/",
    "/review/{pk}/items/D1.1/",
    "/review/{pk}/history/",
    "/review/{pk}/versions/",
    "/review/?state=all",
    "/desk/",
    "/api/v1/reviews/{pk}/",
    "/api/v1/reviews/{pk}/readings/",
    "/api/v1/reviews/{pk}/changes/",
    "/api/v1/filings/{pk}/history/",
)


def test_a_reader_meets_neither_the_other_nor_what_they_found(made: Case) -> None:
    """Also one who administers the office, and so reads its audit."""
    roles = (Role.REVIEWER, Role.ADMINISTRATOR, Role.APPROVER)
    reader = factories.member(factories.authority(), *roles, name="第二位读者")
    read(made, made.reviewer, ("D1.1",))
    read(made, reader, end=False)
    browser, sign = client_of(reader), made.reviewer.user_name
    for address in ADDRESSES:
        answer = browser.get(address.format(pk=made.filing.pk))
        assert answer.status_code == 200, address
        text = answer.content.decode()
        # The filter of the queue and the workload name colleagues, and no filing of theirs.
        named = [part for part in text.split("<tr") if sign in part and made.filing.number in part]
        assert f"{sign}：不足" not in text, address
        assert not named, address
        if address.startswith(("/review/{pk}", "/api/v1/reviews", "/api/v1/filings")):
            assert sign not in text, address
    found = browser.get(f"/review/?state=all&reviewer={made.reviewer.user_id}").content.decode()
    assert made.filing.number not in found.split("<tbody")[-1]
    with seeding():
        told = AuditEntry.objects.filter(user_name=sign).exclude(target_type="evaluations.Review")
        assert not told.filter(Q(target_type="evaluations.Filing") | Q(scope=made.filing.scope)).exists()
        ended = AuditEntry.objects.get(user_name=sign, action="reading.end")
    assert (ended.scope, ended.detail) == (reader.path, {})


def test_the_approver_knows_who_reads_and_not_what_they_found(made: Case, second: Actor) -> None:
    read(made, made.reviewer, ("D1.1",))
    read(made, second, end=False)
    text = client_of(made.approver).get(f"/review/{made.filing.pk}/").content.decode()
    assert made.reviewer.user_name in text
    assert "不足" not in text
    stranger = client_of(factories.reviewer()).get(f"/review/{made.filing.pk}/").content.decode()
    assert second.user_name not in stranger
