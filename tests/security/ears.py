"""Everything that a command says, and servers that let it down on this machine."""

from __future__ import annotations

import json
import socketserver
import struct
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "987654321:AAHx-Qw3rTy_UiOp4sDfGhJkLzXcVbNm5aB"
WEBHOOK_SECRET = "hook-Zr8vQm2LpX4c"
LOG_KEY = "marks-Kd93hsPq7Wm1e"
DATABASE_PASSWORD = "base-Tn6cVb1Xz0Qr"
PROXY_PASSWORD = "door-Yu7iOp5AsD2f"
SECRETS = (TOKEN.partition(":")[2], WEBHOOK_SECRET, LOG_KEY, DATABASE_PASSWORD, PROXY_PASSWORD)
"""Of the token what follows the bot's id, which is no secret."""
PIECE = 8


def betrayed(text: str) -> list[str]:
    """The pieces of secrets that stand in a text."""
    pieces = (each[at : at + PIECE] for each in SECRETS for at in range(len(each) - PIECE + 1))
    return [each for each in pieces if each in text]


Reply = tuple[int, object]
"""An HTTP status, and what is sent as JSON; a text is sent as it is, with ``{path}`` filled in."""

ME: Reply = (
    200,
    {"ok": True, "result": {"id": 987654321, "is_bot": True, "first_name": "b", "username": "b"}},
)
DONE: Reply = (200, {"ok": True, "result": True})


def refusal(status: int, words: str) -> Reply:
    return status, {"ok": False, "error_code": status, "description": words}


@dataclass
class Api:
    """A Bot API server in a thread. ``replies`` by method, one after another, the last one for ever."""

    replies: Mapping[str, Sequence[Reply]]
    asked: list[str] = field(default_factory=list)
    address: str = ""

    def reply(self, path: str) -> tuple[int, bytes]:
        method = path.rpartition("/")[2]
        known = self.replies.get(method, (DONE,))
        status, content = known[min(self.asked.count(method), len(known) - 1)]
        self.asked.append(method)
        if isinstance(content, str):
            return status, content.replace("{path}", path).encode()
        return status, json.dumps(content).encode()

    @contextmanager
    def serving(self) -> Iterator[Api]:
        api = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, content = api.reply(self.path)
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST  # noqa: N815 - the name that the base class calls

            def log_message(self, *_: Any) -> None:
                """It would quote the token."""

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            self.address = f"http://127.0.0.1:{server.server_address[1]}"
            with _in_thread(server):
                yield self


class _RefusesPasswords(socketserver.BaseRequestHandler):
    """PostgreSQL as far as the refusal of a password."""

    _SSL_REQUEST = 80877103
    _ASK_FOR_PASSWORD = b"R" + struct.pack("!ii", 8, 3)

    def handle(self) -> None:
        if self._read_start() == self._SSL_REQUEST:
            self.request.sendall(b"N")
            self._read_start()
        self.request.sendall(self._ASK_FOR_PASSWORD)
        self.request.recv(1024)
        fields = b'SFATAL\0VFATAL\0C28P01\0Mpassword authentication failed for user "bot"\0\0'
        self.request.sendall(b"E" + struct.pack("!i", len(fields) + 4) + fields)

    def _read_start(self) -> int:
        (length,) = struct.unpack("!i", self.request.recv(4))
        (code,) = struct.unpack("!i", self.request.recv(length - 4)[:4])
        return int(code)


class _RefusesLogins(socketserver.BaseRequestHandler):
    """A SOCKS5 proxy that asks for name and password and takes none."""

    def handle(self) -> None:
        self.request.recv(256)
        self.request.sendall(b"\x05\x02")
        self.request.recv(512)
        self.request.sendall(b"\x01\x01")


@contextmanager
def refusing_postgresql() -> Iterator[int]:
    """The port of a server that refuses every password."""
    with _serving(_RefusesPasswords) as port:
        yield port


@contextmanager
def refusing_socks() -> Iterator[int]:
    """The port of a proxy that refuses every login."""
    with _serving(_RefusesLogins) as port:
        yield port


@contextmanager
def _serving(handler: type[socketserver.BaseRequestHandler]) -> Iterator[int]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        with _in_thread(server):
            yield int(server.server_address[1])


@contextmanager
def _in_thread(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
