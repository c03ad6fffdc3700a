"""A scripted model server on loopback, over real sockets: what it does is a table of behaviours.

``Server.says`` holds one behaviour for each request to come, the last of them for all that follow;
a behaviour gets the handler and the request's body, and writes what it likes on the socket.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Body = dict[str, Any]
Behaviour = Callable[["Handler", Body], None]


class Handler(BaseHTTPRequestHandler):
    """One request; HTTP/1.1 with the connection closed behind it."""

    protocol_version = "HTTP/1.1"
    server: Listener

    def do_POST(self) -> None:
        """A question to the model."""
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        owner = self.server.owner
        owner.bodies.append(body)
        owner.headers.append({name.lower(): value for name, value in self.headers.items()})
        turn = min(len(owner.bodies), len(owner.says)) - 1
        self.close_connection = True
        try:
            owner.says[turn](self, body)
        except (BrokenPipeError, ConnectionResetError):
            owner.hung_up += 1

    do_GET = do_POST

    def log_message(self, *_: object) -> None:
        """Nothing is logged."""

    # ------------------------------------------------------------------ what behaviours use

    def reply(self, status: int, body: object, **headers: str) -> None:
        """A whole reply, JSON or text."""
        data = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def begin(self) -> None:
        """The head of a stream that ends with the connection."""
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()

    def piece(self, text: str, finish: str | None = None) -> None:
        """One piece of a stream."""
        choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
        event = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m"}
        self.raw(f"data: {json.dumps(event | {'choices': [choice]})}\n\n")

    def raw(self, text: str) -> None:
        """Bytes as they are."""
        self.wfile.write(text.encode())
        self.wfile.flush()


class Listener(ThreadingHTTPServer):
    """The listening socket."""

    daemon_threads = True
    owner: Server


class Server:
    """What is said, and what was asked."""

    def __init__(self) -> None:
        self.says: list[Behaviour] = []
        self.bodies: list[Body] = []
        self.headers: list[dict[str, str]] = []
        self.hung_up = 0
        self.url = ""

    def script(self, *says: Behaviour) -> None:
        """What the next requests get; what was asked before is forgotten."""
        self.says, self.bodies, self.headers, self.hung_up = list(says), [], [], 0

    def prompt(self, request: int = -1) -> str:
        """All that a request told the model."""
        return "\n".join(each["content"] for each in self.bodies[request]["messages"])


@contextmanager
def serving() -> Iterator[Server]:
    """A server on a free port of 127.0.0.1."""
    owner = Server()
    listener = Listener(("127.0.0.1", 0), Handler)
    listener.owner = owner
    owner.url = f"http://127.0.0.1:{listener.server_address[1]}/v1"
    thread = threading.Thread(target=listener.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield owner
    finally:
        listener.shutdown()
        listener.server_close()


# ---------------------------------------------------------------------- behaviours


def claims(*rows: tuple[str, int | None, str], short: str | None = None) -> str:
    """A reply in JSON: each row a claim, its passage and its quote."""
    told = [{"claim": text, "passage": number, "quote": quote} for text, number, quote in rows]
    return json.dumps({"short": short, "refused": False, "claims": told}, ensure_ascii=False)


def streams(text: str, size: int = 17, finish: str = "stop") -> Behaviour:
    """Says a text in pieces of ``size`` characters."""

    def behave(handler: Handler, body: Body) -> None:
        handler.begin()
        for start in range(0, len(text), size):
            handler.piece(text[start : start + size])
        handler.piece("", finish)
        handler.raw("data: [DONE]\n\n")

    return behave


def breaks_off(text: str) -> Behaviour:
    """Says a text, and then the connection is gone."""

    def behave(handler: Handler, body: Body) -> None:
        handler.begin()
        handler.piece(text)

    return behave


def fails(status: int, message: object = "oh no", **headers: str) -> Behaviour:
    """An error, as endpoints give them."""

    def behave(handler: Handler, body: Body) -> None:
        said = {"error": {"message": message}} if isinstance(message, str) else message
        handler.reply(status, said, **headers)

    return behave


def endless(text: str = "") -> Behaviour:
    """A text, and then words for as long as anybody listens (bounded, should nobody hang up)."""

    def behave(handler: Handler, body: Body) -> None:
        handler.begin()
        handler.piece(text)
        for _ in range(20_000):
            handler.piece("en verder en verder " * 20)

    return behave


def drips(seconds: float = 0.05) -> Behaviour:
    """One byte at a time, none of them the end of anything."""

    def behave(handler: Handler, body: Body) -> None:
        handler.begin()
        for _ in range(200):
            handler.raw(":")
            time.sleep(seconds)

    return behave


def drips_its_head(seconds: float = 0.05) -> Behaviour:
    """A head of one byte at a time."""

    def behave(handler: Handler, body: Body) -> None:
        handler.raw("HTTP/1.1 200 OK\r\nx: ")
        for _ in range(200):
            handler.raw("x")
            time.sleep(seconds)

    return behave


def silent(seconds: float) -> Behaviour:
    """Says nothing for a while."""

    def behave(handler: Handler, body: Body) -> None:
        time.sleep(seconds)

    return behave


def sends(text: str) -> Behaviour:
    """Text as a whole body, whatever it is."""

    def behave(handler: Handler, body: Body) -> None:
        handler.begin()
        handler.raw(text)

    return behave
