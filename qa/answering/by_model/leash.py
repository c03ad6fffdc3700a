"""Limits on one exchange with an endpoint: how long, how much, and which headers go along.

An endpoint is not trusted to end: the client's own time-out starts anew with every byte. The leash
shuts the connection's socket when the time is up, wherever the reader is waiting.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from time import monotonic
from typing import Any, Final

MOST_BYTES: Final = 4_000_000  # of a reply, the wrapping of its pieces included
LONGEST_WAIT: Final = 30.0  # seconds that an endpoint may ask to be left alone for
SENT: Final = frozenset(
    {"host", "accept", "accept-encoding", "connection", "content-type", "content-length",
     "user-agent", "authorization"}
)  # fmt: skip
"""The headers that leave; the client would add more, from the environment too."""


class Leash:
    """Holds one exchange: ``with leash:`` starts the clock."""

    def __init__(self, seconds: float) -> None:
        """``seconds`` from the start to the last byte."""
        self._seconds = seconds
        self._until = 0.0
        self._streams: list[Any] = []
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True
        self.expired = False
        self.too_long = False
        self.begun = False  # bytes of a reply have come …
        self.spoken = False  # … and words in them

    def __enter__(self) -> Leash:
        self._until = monotonic() + self._seconds
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def hooks(self, *, keyed: bool) -> dict[str, list[Any]]:
        """Event hooks for the HTTP client; without a key no authorization is sent but a URL's."""

        def on_request(request: Any) -> None:
            if self.expired:
                raise TimeoutError("no time is left for another try")
            for name in list(request.headers):
                unasked = name == "authorization" and not keyed
                if name.lower() not in SENT or (unasked and self._is_dummy(request.headers[name])):
                    del request.headers[name]
            request.headers["accept-encoding"] = "identity"  # no reply that unpacks to gigabytes
            request.extensions = {**request.extensions, "trace": self._traced}

        def on_response(response: Any) -> None:
            wait = _seconds_of(response.headers)
            if wait is not None and wait > min(LONGEST_WAIT, self._until - monotonic()):
                response.headers["x-should-retry"] = "false"
            if response.status_code == 200:
                response.stream = _counted(response.stream, self)
            if response.headers.get("content-encoding", "identity") != "identity":
                raise OSError("the reply is packed, which was not asked for")

        return {"request": [on_request], "response": [on_response]}

    @staticmethod
    def _is_dummy(value: str) -> bool:
        return value == "Bearer none"

    def _traced(self, name: str, facts: dict[str, Any]) -> None:
        if name.endswith(("connect_tcp.complete", "start_tls.complete")):
            self._streams.append(facts["return_value"])

    def _expire(self) -> None:
        self.expired = True
        for stream in self._streams:
            with contextlib.suppress(Exception):
                stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)


def _seconds_of(headers: Any) -> float | None:
    try:
        return float(headers.get("retry-after", ""))
    except ValueError:
        return None


def _counted(stream: Any, leash: Leash) -> Any:
    """A response's bytes, counted against the limit."""
    from httpx2 import SyncByteStream

    class Counted(SyncByteStream):
        def __iter__(self) -> Any:
            held = 0
            for piece in stream:
                leash.begun = True
                held += len(piece)
                if held > MOST_BYTES:
                    leash.too_long = True
                    raise OSError("the reply is too long")
                yield piece

        def close(self) -> None:
            stream.close()

    return Counted()
