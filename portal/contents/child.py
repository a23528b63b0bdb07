"""The process that unpacks a stranger's archive: limited in memory and time; prints its kind or why it is refused."""

import json
import sys
from pathlib import Path

from portal.contents.archives import inspect_archive
from portal.limits import limit_process
from portal.registers.guard import UnsafeFile

MEMORY = 384 * 1024 * 1024
PROCESSOR_SECONDS = 30
WALL_SECONDS = 60


def main(path: Path) -> None:
    limit_process(memory=MEMORY, processor_seconds=PROCESSOR_SECONDS, wall_seconds=WALL_SECONDS)
    try:
        found = {"kind": inspect_archive(path)}
    except UnsafeFile as refused:
        found = {"fault": refused.code, "member": refused.member}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
