"""Is all here that scans are read with: Tesseract, its languages, pypdfium2; and how to get it."""

from __future__ import annotations

import shutil
import subprocess
from functools import lru_cache

from qa.model import VraagbaakError
from qa.settings import Settings

INSTALL = {
    "Debian, Ubuntu": "apt install tesseract-ocr tesseract-ocr-nld",
    "macOS": "brew install tesseract tesseract-lang",
    "Windows": "winget install UB-Mannheim.TesseractOCR (tick Dutch)",
}


def requirements(languages: str) -> tuple[str, str | None]:
    """What scans are read with here, and what is missing for it, in a few words; None if nothing.

    ``languages`` are Tesseract's names, "nld+eng".
    """
    from importlib.util import find_spec

    program = shutil.which("tesseract")
    if program is None:
        return "", "Tesseract is not installed"
    found = [_version(program)]
    lacking = sorted(set(languages.split("+")) - _languages(program))
    if lacking:
        return found[0], f"Tesseract has no data for {', '.join(lacking)}"
    if find_spec("pypdfium2") is None:
        return found[0], "the Python package pypdfium2 is not installed"
    return f"{found[0]}, {languages}", None


def cure(missing: str) -> str:
    """What to do about what is missing."""
    if "Python" in missing:
        return "pip install -c constraints.txt -e '.[ocr]'"
    ways = "; ".join(f"{system}: {command}" for system, command in INSTALL.items())
    return f"{ways}; and pip install -c constraints.txt -e '.[ocr]'"


def require(settings: Settings) -> str:
    """The version of what reads scans; VraagbaakError, one sentence, where it is not all here."""
    found, missing = requirements(settings.ocr_languages)
    if missing:
        raise VraagbaakError(f"Scans cannot be read: {missing}. Install it ({cure(missing)}).")
    return found


@lru_cache(maxsize=4)
def _version(program: str) -> str:
    return _said(program, "--version").partition("\n")[0].strip()


@lru_cache(maxsize=4)
def _languages(program: str) -> frozenset[str]:
    return frozenset(_said(program, "--list-langs").split("\n")[1:])


def _said(program: str, option: str) -> str:
    try:
        done = subprocess.run([program, option], capture_output=True, timeout=20, text=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout
