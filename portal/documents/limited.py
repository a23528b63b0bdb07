"""What a drawing or printing child does before its work: binds and limits itself; and how it speaks, a JSON object a line."""

import ctypes
import json
import os
import resource
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

# A child at its limit has nothing left to speak with.
LAST_WORD = 16 * 1024**2
# prctl(2): the signal that the kernel sends when the parent is gone.
PR_SET_PDEATHSIG = 1


def tell(**message: object) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def end_with(worker: int) -> None:
    """From now on this process ends when the worker does, at once if it is gone already: nobody else waits for what it makes."""
    # only Linux has it; elsewhere the limits end the process
    with suppress(AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    # who lost its parent before it asked gets no signal, and has another one by now
    if os.getppid() != worker:
        raise SystemExit(1)


def limit(job: Mapping[str, Any]) -> None:
    """By the job's `memory` (bytes) and `seconds`."""
    # RLIMIT_AS would count the address space that V8 reserves without using it; RLIMIT_DATA counts what is writable.
    resource.setrlimit(resource.RLIMIT_DATA, (job["memory"], job["memory"] + LAST_WORD))
    # The parent's clock strikes first; this one is for where the kernel knows no such signal.
    resource.setrlimit(resource.RLIMIT_CPU, (job["seconds"] + 5, job["seconds"] + 6))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def tell_out_of_memory(job: Mapping[str, Any]) -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (job["memory"] + LAST_WORD, job["memory"] + LAST_WORD))
    tell(failed="memory")
