"""What a drawing or printing child does before its work: limits itself; and how it speaks, a JSON object a line."""

import json
import resource
import sys
from collections.abc import Mapping
from typing import Any

# A child at its limit has nothing left to speak with.
LAST_WORD = 16 * 1024**2


def tell(**message: object) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def limit(job: Mapping[str, Any]) -> None:
    """By the job's `memory` (bytes) and `seconds`."""
    # RLIMIT_AS would count the address space that V8 reserves without using it; RLIMIT_DATA counts what is writable.
    resource.setrlimit(resource.RLIMIT_DATA, (job["memory"], job["memory"] + LAST_WORD))
    # The parent's clock strikes first; this one ends a child whose parent is gone.
    resource.setrlimit(resource.RLIMIT_CPU, (job["seconds"] + 5, job["seconds"] + 6))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def tell_out_of_memory(job: Mapping[str, Any]) -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (job["memory"] + LAST_WORD, job["memory"] + LAST_WORD))
    tell(failed="memory")
