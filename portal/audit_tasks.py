"""Job handlers of the audit; portal/tasks.py registers them."""

from portal.jobs import Work
from portal.models import AuditEntry
from portal.services.audit_export import export_audit, store_export
from portal.services.audit_heads import chain_faults
from portal.tenancy import scope


def check_audit_chain(work: Work) -> None:
    """Recompute each chain asked for; the result lists what does not hold."""
    chains: list[str] = work.params["chains"]
    checked, faults = [], []
    for done, chain in enumerate(chains):
        work.progress(done, len(chains), chain)
        with scope(work.actor):
            faults += [[fault.chain, fault.seq, fault.fault] for fault in chain_faults(chain)]
            checked.append([chain, AuditEntry.objects.filter(chain=chain).count()])
    with scope(work.actor):
        work.report({"checked": checked, "faults": faults[:100], "fault_count": len(faults)})


def write_audit_export(work: Work) -> None:
    content = export_audit(actor=work.actor, filters=work.params["filters"], report=work.progress)
    with scope(work.actor):
        work.report({}, store_export(actor=work.actor, content=content))
