"""The steps of a summary as a browser asks for them: each with the number that was read, reasons kept when they are wrong."""

import pytest
from django.urls import reverse

from portal.tenancy import scope
from reporting.services.marks import add_mark
from tests import factories
from tests.portal.people import actions, signed_in
from tests.reporting.factories import decided, hand_in, summary
from tests.reporting.test_summary_pages import page, text_of

pytestmark = pytest.mark.django_db


def test_each_step_asks_with_the_number_and_the_end_is_a_receipt() -> None:
    sender, approver = factories.reviewer(), factories.approver()
    made = summary(sender, printed=True)
    for actor, name in ((sender, "send-to-check"), (approver, "sign-off"), (approver, "submit")):
        url = reverse("reporting:step", args=[made.pk, 1, name])
        client = signed_in(actor)
        assert f'action="{url}"' in text_of(page(actor, "editions", made.pk))
        assert client.post(url).status_code == 302
        text = text_of(client.get(reverse("reporting:editions", args=[made.pk])))
        assert url not in text
        assert client.post(url).status_code == 409
    assert 'id="receipt-title"' in text
    assert "data-autosave" not in text_of(client.get(reverse("reporting:summary", args=[made.pk])))


def test_a_sender_finds_no_signature_but_the_way_back() -> None:
    sender = factories.approver()
    made = summary(sender, printed=True)
    signed_in(sender).post(reverse("reporting:step", args=[made.pk, 1, "send-to-check"]))
    text = text_of(page(sender, "editions", made.pk))
    assert reverse("reporting:step", args=[made.pk, 1, "sign-off"]) not in text
    back = reverse("reporting:withdraw", args=[made.pk])
    assert f'action="{back}"' in text
    assert signed_in(sender).post(back)["Location"] == reverse("reporting:summary", args=[made.pk])
    assert "data-autosave" in text_of(page(sender, "summary", made.pk))


def test_sending_back_wants_a_reason_and_keeps_it_when_it_is_wrong() -> None:
    sender, approver = factories.reviewer(), factories.approver()
    made = summary(sender, printed=True)
    signed_in(sender).post(reverse("reporting:step", args=[made.pk, 1, "send-to-check"]))
    url = reverse("reporting:send-back", args=[made.pk])
    assert url in text_of(page(approver, "editions", made.pk))
    assert signed_in(approver).post(url, {"reason": ""}).status_code == 400
    long = "太长" * 1500
    kept = signed_in(approver).post(url, {"reason": long})
    assert (kept.status_code, long in text_of(kept)) == (400, True)
    assert signed_in(approver).post(url, {"reason": "第三节"}).status_code == 302
    assert "第三节" in text_of(page(sender, "editions", made.pk))


def test_the_ministry_returns_or_accepts() -> None:
    approver, officer = factories.approver(), factories.officer()
    made = summary(approver, submitted=True)
    accept, back = (reverse(f"reporting:{name}", args=[made.pk, 1]) for name in ("accept", "return"))
    text = text_of(page(officer, "editions", made.pk))
    assert f'action="{accept}?revoked=0"' in text
    assert back in text
    assert signed_in(officer).post(back, {"reason": " "}).status_code == 400
    assert signed_in(officer).post(back, {"reason": "数字不一致"}).status_code == 302
    assert signed_in(officer).post(accept).status_code == 409
    assert "data-autosave" in text_of(page(approver, "summary", made.pk))
    assert "数字不一致" in text_of(page(approver, "summary", made.pk))


def test_the_reason_of_the_return_stays_with_the_text_whatever_the_office_does() -> None:
    sender, approver, officer = factories.reviewer(), factories.approver(), factories.officer()
    made = summary(approver, text="第一稿", submitted=True)
    with scope(officer):
        add_mark(actor=officer, summary=made, number=1, section="quality_project", quote="第一稿", remark="请写明")
    decided(made, reason="数字不一致", officer=officer)
    send = reverse("reporting:step", args=[made.pk, 1, "send-to-check"])
    for name, typed in (("withdraw", {}), ("send-back", {"reason": "第三节"})):
        assert signed_in(sender).post(send).status_code == 302
        assert "数字不一致" not in text_of(page(sender, "summary", made.pk)), "closed while it is checked"
        actor = sender if name == "withdraw" else approver
        assert signed_in(actor).post(reverse(f"reporting:{name}", args=[made.pk]), typed).status_code == 302
        text = text_of(page(sender, "summary", made.pk))
        for words in ("数字不一致", typed.get("reason", ""), "marks-before", "旁有 1 处批注"):
            assert words in text, (name, words)
    assert text.index("第三节") < text.index("数字不一致")


def test_a_reason_that_comes_too_late_stays_on_the_page() -> None:
    sender, approver, officer = factories.reviewer(), factories.approver(), factories.officer()
    made = summary(sender, printed=True)
    back = reverse("reporting:send-back", args=[made.pk])
    late = signed_in(approver).post(back, {"reason": "第三节缺数字"})
    assert (late.status_code, "第三节缺数字</textarea>" in text_of(late)) == (409, True)
    hand_in(approver, made)
    other = signed_in(officer).post(reverse("reporting:return", args=[made.pk, 2]), {"reason": "数字不一致"})
    assert (other.status_code, "数字不一致</textarea>" in text_of(other)) == (409, True)
    assert 'name="reason"' in text_of(other), "the form itself, since it may still be returned"
    for actor in (approver, officer):
        assert actions(actor).count("refused") == 1


def test_an_unknown_step_is_not_there() -> None:
    approver = factories.approver()
    made = summary(approver, printed=True)
    assert signed_in(approver).post(reverse("reporting:step", args=[made.pk, 1, "nonsense"])).status_code == 404
