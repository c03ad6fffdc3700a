"""Where the command begins, also as ``python -m qa``: before anything of it is loaded."""

from __future__ import annotations

import signal
import sys


def main() -> int:
    """Run the command line; returns the exit status.

    Loading it takes a moment, in which Ctrl-C ends the process without a traceback.
    """
    handler = signal.getsignal(signal.SIGINT)
    if handler is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from qa.cli import main as run

    signal.signal(signal.SIGINT, handler)
    return run()


if __name__ == "__main__":
    sys.exit(main())
