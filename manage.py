#!/usr/bin/env python3
"""Django's manage.py; without DATABASE_URL and REDIS_URL it brings its own servers (see portal/embedded)."""

import os
import sys

from django.core.management import execute_from_command_line

from portal.embedded import EmbeddedError
from portal.embedded.machine import on_this_machine, without_servers

PURE = {"score"}  # commands that never connect


def main() -> None:
    try:
        with without_servers(os.environ) if PURE.intersection(sys.argv[1:2]) else on_this_machine(os.environ):
            execute_from_command_line(sys.argv)
    except EmbeddedError as error:
        sys.exit(f"manage.py: {error}")


if __name__ == "__main__":
    main()
