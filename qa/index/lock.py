"""One writer at a time: the lock of an index folder, and a disk's failures as one sentence.

The lock is the kernel's (flock), so that of a process that died is free at once; the text in the
file only says whose it is. Where the index lies on a file system without locks (some network and
FUSE ones), the lock is taken on a file in another folder, the user's own: that keeps out this
user's other processes on this machine, not those of others or elsewhere, and it is said.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from qa.model import VraagbaakError

LOCK = "lock"
LOOK_AGAIN = 0.1  # seconds between two tries of one who waits
PATIENCE = 0.3  # seconds that nobody has to ask for: who looks at the lock holds it for a moment
NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP}
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

Tell = Callable[[str], None]


class IndexLocked(VraagbaakError):
    """Another process is writing to the index."""


class IndexNotWritable(VraagbaakError):
    """The index folder cannot be written: a full disk, no permission."""


@contextmanager
def writing(
    folder: Path,
    wait: float = 0,
    tell: Tell = lambda sentence: None,
    otherwise: Path | None = None,
) -> Iterator[bool]:
    """Hold an index folder's lock; whether another writer had to be waited for.

    ``wait`` is how many seconds another may go on (``inf``: as long as it takes); ``tell`` gets
    the sentence that says who is waited for. ``otherwise`` is the folder of the lock where the
    index's own file system has none.

    Raises IndexLocked, naming the holder, where another still writes, and IndexNotWritable.
    """
    with _sentences(folder):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            file, waited = _take(folder / LOCK, folder, wait, tell)
        except OSError as error:
            if otherwise is None or error.errno not in NO_LOCKS:
                raise
            tell(
                f"The file system of {folder} has no locks: do not let others, or another "
                "machine, write to this index at the same time."
            )
            file, waited = _take(_stand_in(folder, otherwise), folder, wait, tell)
        with file:
            file.truncate(0)
            file.write(json.dumps(_holder()) + "\n")
            file.flush()
            yield waited
            file.truncate(0)


def holder(folder: Path) -> str | None:
    """Who is writing to an index folder, in words; None where nobody is, or it cannot be told."""
    try:
        with (folder / LOCK).open(encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return _who(file)
    except OSError:
        pass
    return None


def _take(path: Path, folder: Path, wait: float, tell: Tell) -> tuple[TextIO, bool]:
    """The locked file, and whether it had to be waited for."""
    end = time.monotonic() + max(wait, PATIENCE)
    waited = False
    while True:
        file = path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_at(file, path):
                return file, waited
            file.close()  # it was removed or replaced meanwhile: the new one is the lock
            continue
        except BlockingIOError:
            who = _who(file)
            file.close()
        except BaseException:
            file.close()
            raise
        if time.monotonic() >= end:
            after = f" after {wait:g} seconds of waiting" if wait else ""
            raise IndexLocked(
                f"The index in {folder} is being written by {who}{after}; try again when it has "
                "ended, or wait for it with: qa index --wait."
            )
        if wait and not waited:
            tell(f"The index in {folder} is being written by {who}; waiting for it to end.")
        waited = True
        time.sleep(max(0, min(LOOK_AGAIN, end - time.monotonic())))


def _is_at(file: TextIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _stand_in(folder: Path, otherwise: Path) -> Path:
    name = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:16]
    otherwise = otherwise.expanduser()
    otherwise.mkdir(mode=0o700, parents=True, exist_ok=True)
    return otherwise / f"{LOCK}-{name}"


def _holder() -> dict[str, str | int]:
    return {
        "pid": os.getpid(),
        "host": os.uname().nodename,
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _who(file: TextIO) -> str:
    """The holder in words; what a process that is dead by now once wrote names nobody."""
    try:
        file.seek(0)
        value = json.loads(file.read())
        pid, host = int(value["pid"]), str(value["host"])
        if host != os.uname().nodename or _lives(pid):
            return f"process {pid} on {host}, since {value['since']}"
    except (ValueError, KeyError, TypeError):
        pass
    return "another process"


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:  # somebody else's
        pass
    return True


@contextmanager
def _sentences(folder: Path) -> Iterator[None]:
    """Turn the failures of disks and files into one sentence."""
    try:
        yield
    except OSError as error:
        if error.errno is None or error.errno in NO_LOCKS:  # for the caller
            raise
        what = "the disk is full" if error.errno in FULL else (error.strerror or "").lower()
        raise _not_written(folder, what) from error
    except sqlite3.Error as error:
        what = "the disk is full" if "full" in str(error) else str(error)
        raise _not_written(folder, what) from error


def _not_written(folder: Path, what: str) -> IndexNotWritable:
    return IndexNotWritable(
        f"The index in {folder} cannot be written ({what}); mend that and run qa index again, "
        "what was finished is kept."
    )
