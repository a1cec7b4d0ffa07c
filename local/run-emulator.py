"""Runs MiniStack for as long as standard input stays open, and ends its whole process group when it closes.

The local system holds the other end, so that neither MiniStack nor a Lambda worker outlives it, however it ends.
"""

import os
import signal
import sys
import threading


def end_with_standard_input() -> None:
    while sys.stdin.buffer.read(4096):
        pass
    os.killpg(0, signal.SIGKILL)


if os.getpgrp() != os.getpid():
    sys.exit("run-emulator.py must lead a process group of its own")
threading.Thread(target=end_with_standard_input, daemon=True).start()
sys.argv = ["ministack"]

from ministack.app import main  # noqa: E402

main()
