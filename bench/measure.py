"""The process in which one scale is measured, its addresses in the environment: `python -m bench.measure FOLDER NAME ...`."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import django

if __name__ == "__main__":
    django.setup()
    # Its models can be imported only now.
    import_module("bench.measuring").measure(Path(sys.argv[1]), set(sys.argv[2:]))
