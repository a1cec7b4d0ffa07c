#!/usr/bin/env python3
"""Keeps a SQLite database equal to the objects of Millrace's data feed: a load first, then every change.

Killed or cut off at any moment it goes on where it stopped. Python's standard library is all it needs (3.10 or later).
"""

import argparse
import http.client
import os
import random
import signal
import sys
import time
import urllib.error
import urllib.request

from feed_database import FeedDatabase
from feed_access import FeedAccess
from sse import frames

# A heartbeat comes every 15 s: a connection that is silent for longer is dead.
SILENCE_S = 45
LONGEST_PAUSE_S = 30


class Refused(Exception):
    """The feed answered what trying again cannot mend."""


def main() -> int:
    options = read_options()
    access = FeedAccess.of(options)
    database = FeedDatabase(options.database)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        follow(access, database, options.until_idle)
    except KeyboardInterrupt:
        pass
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    finally:
        database.close()
    return 0


def follow(access: FeedAccess, database: FeedDatabase, until_idle: float | None) -> None:
    """Reads until Ctrl-C, or until nothing has come for `until_idle` seconds. Throws Refused."""
    failures = 0
    last_event = time.monotonic()
    idle = lambda: until_idle is not None and time.monotonic() - last_event > until_idle
    while True:
        try:
            request = urllib.request.Request(access.url(database.stream), headers=headers(access, database))
            with urllib.request.urlopen(request, timeout=min(SILENCE_S, until_idle or SILENCE_S)) as response:
                failures = 0
                access.accept()
                last_event = time.monotonic()
                for frame in frames(response):
                    if frame.event is not None:
                        last_event = time.monotonic()
                        database.apply(frame)
                    elif frame.retry_ms is not None:
                        database.retry_s = frame.retry_ms / 1000
                    elif idle():
                        return
        except urllib.error.HTTPError as answer:
            meet(answer, access, database)
            failures += 1
        except TimeoutError:
            if idle():
                return
            failures += 1
        except (OSError, http.client.HTTPException) as error:
            failures += 1
            if failures > 3:
                print(f'{error}; trying again', file=sys.stderr)
        # The feed ends each connection now and then, and says how soon to come back.
        pause(min(LONGEST_PAUSE_S, database.retry_s * 2 ** min(failures, 10)))


def pause(longest_s: float) -> None:
    time.sleep(random.uniform(0, longest_s))


def headers(access: FeedAccess, database: FeedDatabase) -> dict[str, str]:
    sent = {'Authorization': f'Bearer {access.token()}', 'Accept': 'text/event-stream'}
    if database.last_id is not None:
        sent['Last-Event-ID'] = database.last_id
    return sent


def meet(answer: urllib.error.HTTPError, access: FeedAccess, database: FeedDatabase) -> None:
    """What an answer that is no stream asks for. Throws Refused where nothing can be done."""
    with answer:
        problem = answer.read(10_000).decode(errors='replace')
    if answer.code == 410:
        print(f'away for longer than the feed keeps events, loading again: {problem}', file=sys.stderr)
        database.start_again()
    elif answer.code == 401 and access.renew():
        pass
    elif answer.code < 500 and answer.code != 429:
        raise Refused(f'the feed answered {answer.code}: {problem}')


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog='The client id and secret stand in FEED_CLIENT_ID and FEED_CLIENT_SECRET. '
        'Exit code: 0 ended as asked, 1 refused by the feed, 2 wrong options.',
    )
    parser.add_argument('--feed-url', help='where /feed/load and /feed/changes are')
    parser.add_argument('--token-url', help='where tokens come from (OAuth2, client credentials)')
    parser.add_argument('--outputs', metavar='FILE', help='instead of both: the .local/outputs.json of npm start')
    parser.add_argument('--database', metavar='FILE', default='feed.sqlite', help='default: feed.sqlite')
    parser.add_argument('--until-idle', metavar='S', type=float, help='end when nothing has come for S seconds')
    options = parser.parse_args()
    if options.outputs is None and (options.feed_url is None or options.token_url is None):
        parser.error('--feed-url and --token-url are needed, or --outputs')
    if options.outputs is None and not os.environ.get('FEED_CLIENT_SECRET'):
        parser.error('FEED_CLIENT_ID and FEED_CLIENT_SECRET must be set')
    return options


if __name__ == '__main__':
    sys.exit(main())
