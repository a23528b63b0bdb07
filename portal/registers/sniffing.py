"""What a file is, from its first bytes; pure."""

OLD_OFFICE = b"\xd0\xcf\x11\xe0"
WORKBOOK = "xlsx"
TEXT = "csv"
ENCODINGS = ("utf-8-sig", "gb18030")


class NotARegister(Exception):
    """`code` is a key of reading.SENTENCES."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def kind_of(content: bytes) -> str:
    """WORKBOOK or TEXT; NotARegister for anything else."""
    if not content.strip():
        raise NotARegister("empty")
    if content.startswith(OLD_OFFICE):
        raise NotARegister("old_or_encrypted")
    if content.startswith(b"PK"):
        return WORKBOOK
    decode(content)
    return TEXT


def decode(content: bytes) -> str:
    """Text in UTF-8 or GB18030."""
    if b"\x00" not in content[:4096]:
        for encoding in ENCODINGS:
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise NotARegister("not_a_table")
