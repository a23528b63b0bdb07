"""Where printing and drawing processes start: `python -m portal.documents.start`, a socket to the worker as its input.

What they need is loaded once, which takes longer than most documents do; each job is a fork of this process, which
holds no document itself. It ends when the worker does, for the socket closes then, and its fork with it.
"""

import gc
import os
import signal
import socket
import sys
import traceback
from collections.abc import Sequence
from select import select
from typing import NoReturn

from portal.documents import child, drawing
from portal.documents.limited import end_with

MAINS = {"child": child.main, "drawing": drawing.main}
LONGEST_NAME = 100


def main() -> int:
    worker = socket.socket(fileno=os.dup(0))
    # what stays for good is neither looked through nor copied by a fork
    gc.freeze()
    while True:
        name, files, *_rest = socket.recv_fds(worker, LONGEST_NAME, 3)
        if not name:
            return 0
        worker.sendall(b"%d\n" % _run(name.decode(), files, worker))


def _run(name: str, files: Sequence[int], worker: socket.socket) -> int:
    """The exit code of a job with these files as its input, output and errors; negative the number of a signal."""
    press = os.getpid()
    # closed by the kernel however the job ends
    running, held = os.pipe()
    job = os.fork()
    if not job:
        _become(name, files, press)
    for file in (*files, held):
        os.close(file)
    ready, *_rest = select([running, worker.fileno()], [], [])
    if worker.fileno() in ready:
        os.kill(job, signal.SIGKILL)
    os.close(running)
    return os.waitstatus_to_exitcode(os.waitpid(job, 0)[1])


def _become(name: str, files: Sequence[int], press: int) -> NoReturn:
    code = 1
    try:
        end_with(press)
        for place, file in enumerate(files):
            os.dup2(file, place)
            os.close(file)
        code = MAINS[name]()
        sys.stdout.flush()
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


if __name__ == "__main__":
    sys.exit(main())
