"""Digital signature of a printed PDF (PAdES) with the key of the setting SIGNING_PKCS12; without it nothing is signed."""

import io
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter

FIELD = "Signature"


def sign_pdf(pdf: bytes, *, reason: str) -> bytes:
    """The PDF with a signature added after its own bytes, which stay as they are; unchanged where no key is set.

    Raises ImproperlyConfigured when the key cannot be read.
    """
    if not settings.SIGNING_PKCS12:
        return pdf
    facts = signers.PdfSignatureMetadata(field_name=FIELD, reason=reason, subfilter=SigSeedSubFilter.PADES)
    signed = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), facts, signer=_signer())
    return bytes(signed.getbuffer())


def _signer() -> signers.SimpleSigner:
    return load_signer(settings.SIGNING_PKCS12, settings.SIGNING_PASSWORD)


@cache
def load_signer(path: str, password: str) -> signers.SimpleSigner:
    """The key and its certificates from a PKCS#12 file; raises ImproperlyConfigured with what to look at."""
    if not Path(path).is_file():
        raise ImproperlyConfigured(f"SIGNING_PKCS12: there is no file {path}")
    signer: signers.SimpleSigner | None = signers.SimpleSigner.load_pkcs12(  # type: ignore[no-untyped-call]  # pyhanko left it out
        path, passphrase=password.encode()
    )
    if signer is None:
        raise ImproperlyConfigured(f"SIGNING_PKCS12: {path} does not open with SIGNING_PASSWORD")
    return signer
