"""A filing as a workbook to fill in without the network, and back: building, writing, reading, comparing. No queries.

contents.build_book(...)          → Book               what the sheets say, in the reader's language
writing.write_book(book)          → bytes
reading.read_book(path)           → FilledBook         what somebody typed, from the limited child process
differences.find_differences(...) → Differences        row by row against the answers as they are now
"""
