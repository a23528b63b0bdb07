"""Where a printing or drawing process starts: `python -m portal.documents.start <module> <the worker's process id>`.

It binds itself to the worker's life before anything large is loaded, which takes a second in which the worker may end.
"""

import sys
from importlib import import_module

from portal.documents.limited import end_with


def main() -> int:
    module, worker = sys.argv[1:]
    end_with(int(worker))
    return int(import_module(f"portal.documents.{module}").main())


if __name__ == "__main__":
    sys.exit(main())
