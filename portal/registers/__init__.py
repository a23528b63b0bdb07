"""Registers as authorities keep them: guarded reading, recognising the columns, checking the rows. Pure, no database.

read_register(path)  → Register(columns, rows)      a child process with limits does the reading
check_rows(...)      → Accepted | Rejected per row  every fault names row, column, value, reason and remedy
"""

from portal.registers.messages import Fault
from portal.registers.reading import Register, RegisterRow, UnreadableRegister, read_register
from portal.registers.rows import Accepted, CheckContext, Entry, Rejected, check_rows

__all__ = [
    "Accepted",
    "CheckContext",
    "Entry",
    "Fault",
    "Register",
    "RegisterRow",
    "Rejected",
    "UnreadableRegister",
    "check_rows",
    "read_register",
]
