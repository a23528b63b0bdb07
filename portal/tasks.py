from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from celery import shared_task
from django.db import connection
from django.utils import timezone

from portal.audit_tasks import check_audit_chain, write_audit_export
from portal.jobs import PutOff, Work, due_jobs, job_handler, perform_job
from portal.register_tasks import export_enterprises, import_register, preview_register
from portal.services import enterprise_export
from portal.services.audit_export import EXPORT
from portal.services.audit_heads import CHECK, sign_heads
from portal.services.digests import DIGEST, mail_digest, promise_digests
from portal.services.housekeeping import keep_house
from portal.services.invitations import mail_invitation
from portal.services.jobs import ring
from portal.services.notices import MAIL, deliver_notice, mail_notice
from portal.services.recovery import MAIL_CONFIRMATION, mail_confirmation
from portal.services.register_import import COMMIT, PREVIEW
from portal.tenancy import Actor


@shared_task(name="portal.run_job")
def run_job(job_id: int) -> None:
    perform_job(job_id)


@shared_task(name="portal.ring_again")
def ring_again() -> int:
    """The sweep: Redis may vanish and nothing is lost."""
    due = due_jobs()
    for job_id, kind in due.items():
        ring(job_id, kind)
    return len(due)


@shared_task(name="portal.prepare_audit_partitions")
def prepare_audit_partitions() -> None:
    """This month's and next month's partition of the audit."""
    today = timezone.localdate()
    with connection.cursor() as cursor:
        for month in (today, (today.replace(day=28) + timedelta(days=7)).replace(day=1)):
            cursor.execute("SELECT portal_audit_partition(%s)", [month])


@shared_task(name="portal.sign_audit_heads")
def sign_audit_heads() -> None:
    sign_heads()


@shared_task(name="portal.keep_house")
def run_keep_house() -> dict[str, int]:
    return keep_house(actor=Actor.system("housekeeping"))


@job_handler("deliver_notice")
def run_deliver_notice(work: Work) -> None:
    deliver_notice(work.params)


@job_handler(MAIL)
def run_mail_notice(work: Work) -> None:
    with _mail_server():
        mail_notice(work.params["notice"])


@job_handler(DIGEST)
def run_mail_digest(work: Work) -> None:
    with _mail_server():
        mail_digest(work.params["person"], datetime.fromisoformat(work.params["until"]))


@shared_task(name="portal.promise_digests")
def run_promise_digests() -> int:
    return promise_digests(actor=Actor.system("digests"), now=timezone.now())


@job_handler("mail_invitation")
def run_mail_invitation(work: Work) -> None:
    with _mail_server():
        mail_invitation(work.params["invitation"])


@job_handler(MAIL_CONFIRMATION)
def run_mail_confirmation(work: Work) -> None:
    with _mail_server():
        mail_confirmation(work.params["address"])


@contextmanager
def _mail_server() -> Iterator[None]:
    """A mail server that does not answer, or not now, does so later; smtplib's errors are OSErrors."""
    try:
        yield
    except OSError as away:
        raise PutOff(str(away)) from away


job_handler(CHECK)(check_audit_chain)
job_handler(EXPORT)(write_audit_export)
job_handler(PREVIEW)(preview_register)
job_handler(COMMIT)(import_register)
job_handler(enterprise_export.EXPORT)(export_enterprises)
