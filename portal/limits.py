"""What a child process that opens a stranger's file may use, whatever the file makes it do."""

import resource
import signal


def limit_process(*, memory: int, processor_seconds: int, wall_seconds: int) -> None:
    """From here on: so many bytes of address space, seconds of processor and of time, and no file written."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (processor_seconds, processor_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    signal.alarm(wall_seconds)
