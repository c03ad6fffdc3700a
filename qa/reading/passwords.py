"""A file of passwords: one a line, or a name's pattern, a tab and a password.

Passwords stand in memory and in that file, nowhere else: not in the index, a key of the cache, a
message or a command line.
"""

from __future__ import annotations

import hashlib
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path

from qa.model import VraagbaakError

ROUNDS = 200_000  # of PBKDF2: what tells two password files apart must not tell the passwords


def passwords_for(name: str, file: Path | None) -> tuple[str, ...]:
    """The passwords to try on a report: those given for its name first, then those for all.

    Patterns are those of ``fnmatch``, on the whole name or its last part. Raises VraagbaakError
    where the file cannot be read.
    """
    own: list[str] = []
    common: list[str] = []
    for line in _lines(file) if file else ():
        pattern, tab, password = line.partition("\t")
        if not tab:
            common.append(line)
        elif fnmatchcase(name, pattern) or fnmatchcase(name.rpartition("/")[2], pattern):
            own.append(password)
    return tuple(dict.fromkeys([*own, *common]))


def _lines(file: Path) -> tuple[str, ...]:
    try:
        return _parsed(file.read_bytes())
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise VraagbaakError(f"The password file {file} cannot be read: {why}.") from None
    except UnicodeDecodeError:
        raise VraagbaakError(f"The password file {file} is not UTF-8: save it as such.") from None


@lru_cache(maxsize=4)
def _parsed(data: bytes) -> tuple[str, ...]:
    text = data.decode("utf-8-sig")
    return tuple(line for line in text.replace("\r\n", "\n").split("\n") if line)


def fingerprint(file: Path | None) -> str:
    """A value that changes with the passwords and does not give them away; "" for no file."""
    return _hashed("\n".join(_lines(file)).encode()) if file else ""


@lru_cache(maxsize=4)
def _hashed(passwords: bytes) -> str:
    return hashlib.pbkdf2_hmac("sha256", passwords, b"vraagbaak passwords", ROUNDS).hex()
