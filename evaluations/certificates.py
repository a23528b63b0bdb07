"""The certificate of a published stage as a document; the same row gives the same document."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from evaluations.definition import Definition
from evaluations.models import Certificate
from evaluations.receipts import shown_code
from portal.documents.model import Document, KeyValues, Paragraph, QrCode, Section, Style
from portal.presentation import bilingual_text, shown


def build_certificate(certificate: Certificate, definition: Definition) -> Document:
    """In the present language; no seal and no red header, since the portal has neither."""
    language = get_language() or settings.LANGUAGE_CODE
    sentences = (
        _("A review is not a licence: this certificate permits nothing and replaces no permit or certification."),
        _("It says which stage was found in the review of the year named above, by the standard named above."),
        _("Whether it is in force is said by the address above alone: a certificate may have been revoked since."),
    )
    return Document(
        title=pgettext("document", "Certificate of the reviewed stage"),
        subtitle=_("Number %s") % certificate.number,
        language=language,
        author=str(settings.PRODUCT_NAME),
        date=certificate.issued_on,
        style=Style.RECEIPT,
        notice=definition.notice.in_language(language) if definition.notice else "",
        lead=(KeyValues(_facts(certificate, definition)), _check(certificate)),
        sections=(Section(_("What it says"), 1, tuple(Paragraph((text,)) for text in sentences)),),
    )


def certificate_address(number: str, code: str) -> str:
    """Where anybody who holds the certificate asks whether it is in force."""
    return settings.SITE_URL + reverse("evaluations:certificate-check", args=[number, code])


def _check(certificate: Certificate) -> QrCode:
    code = _("Check code: %s") % shown_code(certificate.code)
    return QrCode(_("Check this certificate at"), certificate_address(certificate.number, certificate.code), (code,))


def _facts(certificate: Certificate, definition: Definition) -> tuple[tuple[str, str], ...]:
    name = definition.title.in_language(get_language() or "")
    return (
        (_("Enterprise"), certificate.company),
        (_("Unified social credit code"), certificate.company_code),
        (_("Reviewed stage"), bilingual_text(certificate, "stage")),
        (_("Year"), str(certificate.filing.round.year)),
        (_("Standard"), f"{name} {definition.version}"),
        (_("Published by"), certificate.authority_name),
        (_("Issued on"), shown(certificate.issued_on)),
        (_("Valid until"), shown(certificate.valid_until) if certificate.valid_until else _("without an end")),
    )
