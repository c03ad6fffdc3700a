"""A real terminal for tests, without anybody before it."""

from __future__ import annotations

import os
import pty
import select
import signal
import termios
import time


class Terminal:
    """A process on a pseudo-terminal of its own, and all that it has printed."""

    def __init__(self, arguments: list[str], environment: dict[str, str]):
        self.pid, self.handle = pty.fork()
        if self.pid == 0:
            # Who starts the tests in the background ignores these, and children would inherit it.
            for name in (signal.SIGINT, signal.SIGQUIT):
                signal.signal(name, signal.SIG_DFL)
            os.execvpe(arguments[0], arguments, environment)
        termios.tcsetwinsize(self.handle, (40, 80))
        self.printed = ""
        self.everything = ""  # also what ``until`` went past

    def until(self, text: str, seconds: float = 20) -> None:
        """Read up to where it prints the text."""
        end = time.monotonic() + seconds
        while text not in self.printed:
            ready, _, _ = select.select([self.handle], [], [], end - time.monotonic())
            assert ready, f"{text!r} was not printed within {seconds} s:\n{self.printed}"
            try:
                new = os.read(self.handle, 4096).decode("utf-8", "replace")
                self.printed += new
                self.everything += new
            except OSError:
                raise AssertionError(f"it ended before {text!r}:\n{self.printed}") from None
        self.printed = self.printed.partition(text)[2]

    def type(self, text: str) -> None:
        """Type something."""
        os.write(self.handle, text.encode())

    def status(self, seconds: float = 60) -> int:
        """Wait for the end; the exit status."""
        end = time.monotonic() + seconds
        while True:
            ready, _, _ = select.select([self.handle], [], [], max(0.0, end - time.monotonic()))
            if not ready:
                os.kill(self.pid, signal.SIGKILL)
                raise AssertionError(f"it did not end within {seconds} s:\n{self.printed}")
            try:
                if not os.read(self.handle, 4096):
                    break
            except OSError:
                break
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
