"""A signature is added after the printed bytes, is valid for its certificate, and speaks up when the file is altered."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from django.core.exceptions import ImproperlyConfigured
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import PdfSignatureStatus, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pytest_django.fixtures import Settings

from portal.documents.printer import print_document
from portal.documents.signing import load_signer, sign_pdf
from tests.portal.documents.samples import plain_document

PASSWORD = "示例密码 1"


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return print_document(plain_document("正文")).pdf


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, x509.Certificate]:
    """A key with a certificate of its own making, as a PKCS#12 file."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "示例，非官方")])
    now = datetime.now(UTC)
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)  # in the order of RFC 5280
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("key") / "key.p12"
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(b"key", key, made, None, BestAvailableEncryption(PASSWORD.encode()))
    )
    return path, made


@pytest.fixture
def signed(pdf: bytes, certificate: tuple[Path, x509.Certificate], settings: Settings) -> bytes:
    settings.SIGNING_PKCS12, settings.SIGNING_PASSWORD = str(certificate[0]), PASSWORD
    return sign_pdf(pdf, reason="年度总结")


def status_of(content: bytes, certificate: x509.Certificate) -> PdfSignatureStatus:
    root = asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
    (signature,) = PdfFileReader(io.BytesIO(content)).embedded_signatures
    return validate_pdf_signature(signature, ValidationContext(trust_roots=[root]))


def test_it_is_valid_and_covers_the_whole_file(signed: bytes, certificate: tuple[Path, x509.Certificate]) -> None:
    status = status_of(signed, certificate[1])
    assert (status.valid, status.intact, status.trusted) == (True, True, True)
    assert status.bottom_line


def test_the_printed_bytes_stay_as_they_are(signed: bytes, pdf: bytes) -> None:
    assert signed.startswith(pdf)
    assert len(signed) > len(pdf)


def test_an_altered_file_is_found_out(signed: bytes, certificate: tuple[Path, x509.Certificate]) -> None:
    place = signed.index(b"\n%") + 3  # in a comment, so that everything else reads as before
    altered = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]
    assert not status_of(altered, certificate[1]).intact


def test_without_a_key_nothing_is_signed(pdf: bytes, settings: Settings) -> None:
    settings.SIGNING_PKCS12 = ""
    assert sign_pdf(pdf, reason="") is pdf


def test_a_key_that_cannot_be_read_says_what_to_look_at(certificate: tuple[Path, x509.Certificate]) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"there is no file /nowhere\.p12"):
        load_signer("/nowhere.p12", PASSWORD)
    with pytest.raises(ImproperlyConfigured, match="SIGNING_PASSWORD"):
        load_signer(str(certificate[0]), "wrong")
