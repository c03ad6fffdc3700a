"""An OpenAI-compatible endpoint: one request, its pieces as they come, its failures in words.

The ``openai`` client does the talking, its retries and back-off included. Around it stands a leash:
no redirect is followed, no header of the environment is sent, a reply has a limit in bytes and in
time, and the key is in no message.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import urlsplit

from qa.answering.by_model.leash import Leash
from qa.model import VraagbaakError

if TYPE_CHECKING:
    from openai import OpenAI

    from qa.settings import Settings

CONNECT_SECONDS: Final = 10.0
TRIED_TOKENS: Final = 8
LONGEST_TOLD: Final = 160  # characters of an endpoint's own message that are repeated

_OVERFLOW: Final = re.compile(
    r"context.{0,40}(?:length|size|window|limit)|too many tokens|n_ctx|maximum context"
    r"|prompt is too long|exceeds? the available context",
    re.IGNORECASE | re.DOTALL,
)
_LIMIT: Final = re.compile(
    r"(?:maximum context length(?: is)?|context (?:size|length|window|limit)(?: is| of)?|n_ctx)"
    r"\D{0,12}(\d{3,7})",
    re.IGNORECASE,
)
_NO_FORMAT: Final = re.compile(r"response_format|json_schema|structured|grammar", re.IGNORECASE)


class EndpointError(VraagbaakError):
    """The endpoint cannot be used; ``kind`` is a key of :data:`qa.answering.by_model.words.WORDS`.

    ``detail`` is what the endpoint said, short and without the key.
    """

    def __init__(self, kind: str, detail: str = "", limit: int | None = None) -> None:
        super().__init__(f"{kind}: {detail}" if detail else kind)
        self.kind = kind
        self.detail = detail
        self.limit = limit  # the context in tokens that an overflow told


class StreamBroken(EndpointError):
    """The reply broke off, or was stopped at a limit, after some of it had come."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: the messages, how many tokens may come back, the schema of the reply."""

    messages: Sequence[Mapping[str, str]]
    tokens: int
    schema: Mapping[str, Any] | None = None


class Endpoint:
    """The endpoint and model of the settings. Nothing is contacted until ``stream`` is read."""

    def __init__(self, settings: Settings, model_name: str | None = None) -> None:
        """Raises VraagbaakError where no address or no model is set."""
        name = model_name or settings.model_name
        if not settings.model_url or not name:
            lacking = "model_url" if not settings.model_url else "model_name"
            example = "http://localhost:11434/v1" if lacking == "model_url" else "gemma3:4b"
            raise VraagbaakError(
                f"A model is to answer, but {lacking} is not set; put {lacking} = '{example}' in "
                f"qa.toml, or set QA_{lacking.upper()}."
            )
        self.settings = settings
        self.url = settings.model_url
        self.name = name
        self.address = shown_address(settings.model_url)

    def __repr__(self) -> str:
        return f"Endpoint({self.address!r}, {self.name!r})"

    def stream(self, request: Request) -> Iterator[str]:
        """The pieces of the model's reply as they come.

        Raises EndpointError where none comes, StreamBroken where the reply breaks off or runs past
        its limits.
        """
        settings = self.settings
        leash = Leash(settings.model_total_seconds)
        with self._failures(leash), self._client(leash) as client, leash:
            stream: Any = client.chat.completions.create(
                model=self.name,
                messages=cast(Any, list(request.messages)),
                stream=True,
                temperature=settings.model_temperature,
                seed=settings.model_seed,
                max_tokens=request.tokens,
                **self._format(request),
            )
            for chunk in stream:
                choice = chunk.choices[0] if chunk.choices else None
                piece = choice.delta.content if choice and choice.delta else None
                if piece:
                    leash.spoken = True
                    yield piece
                if choice and choice.finish_reason:
                    if choice.finish_reason == "length":
                        raise StreamBroken("cut")
                    return
            if leash.expired or leash.spoken:
                raise self._broken(leash, "broken", "")
        raise EndpointError("bad_reply", "no text in it")

    def try_out(self) -> str:
        """Ask for one word; what came back. Raises EndpointError as ``stream`` does."""
        request = Request([{"role": "user", "content": "Zeg alleen: ja"}], TRIED_TOKENS)
        said = ""
        try:
            for piece in self.stream(request):
                said += piece
        except StreamBroken:
            if not said:
                raise
        return " ".join(said.split())[:40]

    def _format(self, request: Request) -> dict[str, Any]:
        if request.schema is None:
            return {}
        schema = {"name": "answer", "schema": dict(request.schema), "strict": True}
        return {"response_format": {"type": "json_schema", "json_schema": schema}}

    def _client(self, leash: Leash) -> OpenAI:
        import httpx2
        from openai import OpenAI

        settings = self.settings
        key = settings.model_key.get_secret_value() if settings.model_key else ""
        timeout = httpx2.Timeout(
            settings.model_seconds, connect=min(CONNECT_SECONDS, settings.model_seconds)
        )
        return OpenAI(
            api_key=key or "none",
            base_url=self.url,
            max_retries=settings.model_retries,
            timeout=timeout,
            http_client=httpx2.Client(
                follow_redirects=False,
                trust_env=not is_loopback(self.url),  # proxies, if the user's environment has any
                timeout=timeout,
                transport=None,
                event_hooks=leash.hooks(keyed=bool(key)),
            ),
        )

    @contextmanager
    def _failures(self, leash: Leash) -> Iterator[None]:
        """Every failure of client, wire and endpoint as an EndpointError."""
        import httpx2
        import openai

        try:
            yield
        except EndpointError:
            raise
        except openai.APITimeoutError:
            raise EndpointError("timeout") from None
        except openai.APIStatusError as error:
            raise self._refused(error.status_code, self._told(error), error.response) from None
        except openai.APIConnectionError as error:
            kind = "timeout" if leash.expired else "unreachable"
            raise self._broken(leash, kind, self._cleaned(str(error.__cause__ or ""))) from None
        except openai.APIError as error:
            raise self._refused(0, self._told(error), None) from None
        except (openai.OpenAIError, httpx2.HTTPError, httpx2.StreamError, httpx2.InvalidURL) as err:
            raise self._broken(leash, "bad_reply", type(err).__name__) from None
        except (ValueError, TypeError, AttributeError, KeyError, IndexError, OSError) as error:
            # the client takes what it is sent apart without looking: JSON that is none, no object …
            raise self._broken(leash, "bad_reply", type(error).__name__) from None

    def _broken(self, leash: Leash, kind: str, detail: str) -> EndpointError:
        if leash.expired:
            return StreamBroken("timeout") if leash.spoken else EndpointError("timeout")
        if leash.too_long:
            return StreamBroken("endless")
        broken = leash.spoken or (leash.begun and kind == "unreachable")
        return StreamBroken("broken") if broken else EndpointError(kind, detail)

    def _told(self, error: Any) -> str:
        body = error.body
        if isinstance(body, dict):
            body = body.get("message") or body.get("error") or body.get("detail") or body
        return self._cleaned(str(body or error.message or ""))

    def _cleaned(self, text: str) -> str:
        """An endpoint's words on one line, short, without the key or a URL's password."""
        key = self.settings.model_key.get_secret_value() if self.settings.model_key else ""
        password = urlsplit(self.url).password or ""
        for secret in (key, password):
            if secret:
                text = text.replace(secret, "***")
        text = re.sub(r"(?i)\b(bearer|basic)\s+\S+", r"\1 ***", text)
        return " ".join(text.split())[:LONGEST_TOLD]

    def _refused(self, status: int, told: str, response: Any) -> EndpointError:
        """The failure that a status and the endpoint's words mean."""
        if 300 <= status < 400:
            target = response.headers.get("location", "") if response is not None else ""
            return EndpointError("redirect", shown_address(target) or "elsewhere")
        if _OVERFLOW.search(told) and status in (0, 400, 413, 422, 500):
            limit = _LIMIT.search(told)
            return EndpointError("overflow", told, int(limit.group(1)) if limit else None)
        if status in (400, 422, 500, 501) and _NO_FORMAT.search(told):
            return EndpointError("no_format", told)
        kinds = {401: "key", 403: "key", 404: "no_model", 429: "busy", 408: "timeout"}
        return EndpointError(kinds.get(status, "failed"), f"{status} {told}".strip())


def shown_address(url: str) -> str:
    """An address without name, password, query and fragment."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    if not parts.hostname:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}{port}{parts.path}".rstrip("/")


def is_loopback(url: str) -> bool:
    """Whether an address is this machine's own: no proxy is asked for it."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
