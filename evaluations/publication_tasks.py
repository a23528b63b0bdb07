from collections.abc import Callable, Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.certificates import build_certificate
from evaluations.queries import definition_of
from evaluations.services.certificate_notices import remind_holders
from evaluations.services.certificates import find_certificate_to_print, keep_certificate
from evaluations.services.forgetting import forget_objectors
from evaluations.services.publication_export import keep_determined, keep_notice
from evaluations.services.publishing_jobs import Progress, announce_results, publish_notice, publish_results
from portal.documents.printer import PrintFailed, print_document
from portal.errors import Refused
from portal.jobs import Work
from portal.models import StoredFile
from portal.tenancy import Actor, scope


def run_announcement(work: Work) -> None:
    """Put a batch on its notice."""
    _follow(work, announce_results, _("Putting the results on public notice"))


def run_publication(work: Work) -> None:
    """Publish a batch of a round without public notices."""
    _follow(work, publish_results, _("Publishing the results"))


def run_notice_publication(work: Work) -> None:
    """Publish what is still on a notice."""
    _follow(work, publish_notice, _("Publishing the results"))


def _follow(work: Work, batch: Callable[..., Iterator[Progress]], words: str) -> None:
    """What was refused is reported as it comes, so that it is known of a cancelled job too."""
    for progress in batch(actor=work.actor, params=work.params):
        with scope(work.actor):
            work.report(progress.as_result())
        total: int = max(work.params["total"], progress.done + progress.failed)
        work.progress(progress.done + progress.failed, total, words)


def export_determined(work: Work) -> None:
    """Determined results as a file, within what whoever asked may see."""
    _export(work, keep_determined)


def export_notice(work: Work) -> None:
    """The results of a public notice as a file, likewise."""
    _export(work, keep_notice)


def _export(work: Work, keep: Callable[..., tuple[StoredFile, int]]) -> None:
    work.progress(0, 1, _("Writing the file"))
    with scope(work.actor):
        file, rows = keep(actor=work.actor, params=work.params)
        work.report({"rows": rows}, file)
    work.progress(1, 1, _("Done"))


def print_certificate(work: Work) -> None:
    """Print a certificate and attach it; harmless when it runs twice."""
    params: dict[str, Any] = work.params
    with scope(work.actor):
        found = find_certificate_to_print(actor=work.actor, certificate_id=params["certificate"])
        document = build_certificate(found, definition_of(found.standard_version)) if found else None
    if found is None or document is None:
        return
    work.progress(0, 1, _("Printing the certificate"))
    try:
        printed = print_document(document)
    except PrintFailed as error:
        raise Refused(error.reason) from error
    with scope(work.actor):
        name = _("Certificate %s") % found.number
        file = keep_certificate(actor=work.actor, printed=found, pdf=printed.pdf, name=f"{name}.pdf")
        work.report({"pages": printed.pages}, file)


def forget_objectors_due() -> int:
    """For the beat, each night: piece by piece, each in a transaction of its own; how many."""
    total = 0
    while gone := _forget_some():
        total += gone
    return total


def _forget_some() -> int:
    with scope(Actor.system("housekeeping")) as actor:
        return forget_objectors(actor=actor, today=timezone.localdate())


def remind_of_certificates() -> int:
    """For the beat: companies whose certificate ends within 90 or 30 days."""
    with scope(Actor.system("certificates")) as actor:
        return remind_holders(actor=actor, today=timezone.localdate())
