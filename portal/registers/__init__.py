"""Registers as authorities keep them: guarded reading, recognising the columns, checking the rows. Pure, no database.

reading.read_register(path)  → Register(columns, rows)      a child process with limits does the reading
rows.check_rows(...)         → Accepted | Rejected per row  every fault names row, column, value, reason and remedy
"""
