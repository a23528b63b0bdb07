"""A virus scanner of the ClamAV kind: INSTREAM over TCP or a Unix socket. The one client on PyPI is from 2014."""

import socket
import struct
from contextlib import suppress
from typing import IO
from urllib.parse import urlsplit

CHUNK = 1 << 18
CONNECT_SECONDS = 5
# For each send and for the verdict, which comes only after everything was looked through.
VERDICT_SECONDS = 120
# Who is there says so at once; the readiness check that asks has seconds itself.
PING_SECONDS = 2


class ScannerAway(Exception):
    """No verdict: it does not answer, or not as the protocol says."""


def scan(address: str, stream: IO[bytes]) -> str:
    """The name of what was found in the stream, '' for nothing; raises ScannerAway when there is no verdict.

    `address` is tcp://host:port or unix:///path. clamd must take as much as is sent: StreamMaxLength of its settings.
    """
    stream.seek(0)
    reply = _ask(address, b"zINSTREAM\0", stream)
    if reply.endswith(" FOUND"):
        return reply.removeprefix("stream: ").removesuffix(" FOUND")
    if reply != "stream: OK":
        raise ScannerAway(reply)
    return ""


def answers(address: str) -> bool:
    """Whether somebody is there."""
    try:
        return _ask(address, b"zPING\0", seconds=PING_SECONDS) == "PONG"
    except ScannerAway:
        return False


def _ask(address: str, command: bytes, stream: IO[bytes] | None = None, seconds: int = VERDICT_SECONDS) -> str:
    try:
        with _connect(address, min(CONNECT_SECONDS, seconds)) as line:
            line.settimeout(seconds)
            # One that has had enough says so and hangs up before it has read everything.
            with suppress(BrokenPipeError, ConnectionResetError):
                line.sendall(command)
                if stream is not None:
                    _send(line, stream)
            return _reply(line)
    except OSError as error:
        raise ScannerAway(str(error)) from error


def _connect(address: str, seconds: int) -> socket.socket:
    place = urlsplit(address)
    if place.scheme != "unix":
        line = socket.create_connection((place.hostname, place.port), timeout=seconds)
    else:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(seconds)
        try:
            line.connect(place.path)
        except OSError:
            line.close()
            raise
    return line


def _send(line: socket.socket, stream: IO[bytes]) -> None:
    while chunk := stream.read(CHUNK):
        line.sendall(struct.pack("!L", len(chunk)) + chunk)
    line.sendall(struct.pack("!L", 0))


def _reply(line: socket.socket) -> str:
    reply = b""
    while not reply.endswith(b"\0"):
        if not (more := line.recv(4096)) or len(reply) > CHUNK:
            break
        reply += more
    return reply.rstrip(b"\0\n").decode(errors="replace")
