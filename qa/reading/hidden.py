"""What an HTML page's attributes and style sheets hide from its reader."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

_HIDDEN = re.compile(
    r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)"
    r"|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d]))",
    re.IGNORECASE,
)
_AT_RULE = re.compile(r"@[^{};]{0,500}\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_SIMPLE = re.compile(r"[.#][\w-]{1,100}$")
_DISPLAY = re.compile(r"\bdisplay\s*:\s*([\w-]+)", re.IGNORECASE)


def is_hidden(element: Any, names: Collection[str]) -> bool:
    """Does a reader never see an element: by itself, or by a class or id among ``names``?"""
    hidden = element.get("hidden")
    if hidden is not None and hidden.lower() != "until-found":
        return True
    if (style := element.get("style")) and _HIDDEN.search(style[:5000]):
        return True
    return bool(names) and any(name in names for name in _names(element))


def _names(element: Any) -> Iterator[str]:
    for name in (element.get("class") or "").split()[:50]:
        yield f".{name}"
    if element.get("id"):
        yield f"#{element.get('id')}"


def hidden_names(root: Any) -> frozenset[str]:
    """The classes and ids that the page's own style sheets hide, whatever happens.

    One that another rule shows again (a tab, a menu that unfolds) is not hidden from a reader.
    """
    hidden: set[str] = set()
    shown: set[str] = set()
    for style in root.iter("style"):
        css = _AT_RULE.sub("", (style.text or "")[:500_000])
        for rule in css.split("}"):
            selectors, _, declared = rule.partition("{")
            display = _DISPLAY.search(declared)
            if display is None:
                continue
            for selector in selectors.split(","):
                bare = selector.strip()
                if display[1].lower() == "none" and _SIMPLE.match(bare):
                    hidden.add(bare)
                elif display[1].lower() != "none":
                    shown.update(re.findall(r"[.#][\w-]{1,100}", bare))
    return frozenset(hidden - shown)
