"""What visits found becomes visible to the company with its result, and the office's own again when that is taken back."""

from evaluations.models import Filing, VisitFinding, VisitPhoto
from portal.enums import FilePurpose
from portal.models import StoredFile
from portal.tenancy import Actor


def show_findings(*, actor: Actor, filing: Filing, released: bool) -> None:
    """Findings and photographs together; the database hides both from the company until then."""
    photos = VisitPhoto.objects.filter(finding__filing=filing)
    purpose = FilePurpose.SHOWN_PHOTO if released else FilePurpose.VISIT_PHOTO
    StoredFile.objects.filter(pk__in=photos.values("file")).update(purpose=purpose)
    photos.update(released=released)
    VisitFinding.objects.filter(filing=filing).update(released=released)
