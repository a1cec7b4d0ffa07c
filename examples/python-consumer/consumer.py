#!/usr/bin/env python3
"""Reads Millrace's event stream and writes each event to standard output, one line an event, byte for byte.

Credentials and AWS_ENDPOINT_URL are found as the AWS SDK finds them. Ctrl-C ends it after the batch at hand.
Exit code: 0 ended as asked, 1 failed, 2 wrong options, 3 gap.
"""

import argparse
import os
import re
import signal
import sys
import threading
from datetime import datetime, timezone
from pathlib import Path

from checkpoint import Checkpoint
from handle_events import handle_events
from kinesis_calls import kinesis_client
from stream_reader import StreamReader


def main() -> int:
    options = _options()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    reader = StreamReader(
        kinesis_client(options.stream_arn.split(":")[3], options.role_arn, options.external_id),
        options.stream_arn,
        Checkpoint(options.checkpoint, options.stream_arn),
        handle_events,
        poll_s=options.poll_ms / 1000,
        remember=options.remember,
        count=options.count,
        until_idle_s=options.until_idle,
        stop=stop,
    )
    gap = reader.missed_since()
    if gap is not None:
        time = datetime.fromtimestamp(gap, timezone.utc).isoformat()
        stopping = options.on_gap == "stop"
        hint = " (--on-gap resume goes on)" if stopping else ""
        print(f"read until {time}, longer ago than the stream keeps events: some may be lost{hint}", file=sys.stderr)
        if stopping:
            return 3
    reader.run()
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--stream-arn", type=_stream_arn, required=True, help="the stream (also in another account); gives the region too")
    add("--checkpoint", type=Path, default=Path("checkpoint.json"), metavar="FILE",
        help="where to go on after a restart (default: checkpoint.json); missing: start at the oldest event")
    add("--role-arn", metavar="ARN", help="role to assume for reading, when you were given one")
    add("--external-id", metavar="ID", help="the external id of that role")
    add("--on-gap", choices=["stop", "resume"], default="stop",
        help="stop (default): end with code 3 when events may have left the stream unread while the consumer was away; "
        "resume: say so and go on with the oldest event that is left")
    add("--poll-ms", type=_positive, default=1000, metavar="N",
        help="pause between reads of a shard that has nothing more (default: 1000)")
    add("--remember", type=_positive, default=100_000, metavar="N",
        help="ids kept to drop copies of events (default: 100000, about 15 MB)")
    add("--count", type=_positive, metavar="N", help="end after N events")
    add("--until-idle", type=float, metavar="S", help="end when nothing has come for S seconds")
    return parser.parse_args()


def _stream_arn(text: str) -> str:
    if not re.fullmatch(r"arn:[^:]+:kinesis:[^:]+:\d{12}:stream/.+", text):
        raise argparse.ArgumentTypeError("needs the ARN of a stream")
    return text


def _positive(text: str) -> int:
    number = int(text)
    if number <= 0:
        raise argparse.ArgumentTypeError("must be above 0")
    return number


if __name__ == "__main__":
    try:
        code = main()
    except BrokenPipeError:
        # Whoever read the events is gone; what it did not get is not checkpointed.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    except Exception as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        code = 1
    sys.exit(code)
