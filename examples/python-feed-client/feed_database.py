"""The SQLite database: each object's latest state, and where to go on. Both change in one transaction."""

import json
import sqlite3

from sse import Frame

SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
  type TEXT NOT NULL, ids TEXT NOT NULL, tick INTEGER, tstamp TEXT, body TEXT NOT NULL, generation INTEGER NOT NULL,
  PRIMARY KEY (type, ids)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS place (
  one INTEGER PRIMARY KEY CHECK (one = 1), stream TEXT NOT NULL, last_id TEXT, generation INTEGER NOT NULL);
INSERT OR IGNORE INTO place VALUES (1, 'load', NULL, 1);
"""

# A load's handover replays what changed while it ran: an older state does not win over a newer one.
PUT = """
INSERT INTO objects VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET tick = excluded.tick, tstamp = excluded.tstamp, body = excluded.body, generation = excluded.generation
WHERE excluded.tick IS NULL OR objects.tick IS NULL OR excluded.tick >= objects.tick
"""
REMOVE = 'DELETE FROM objects WHERE type = ? AND ids = ? AND (? IS NULL OR tick IS NULL OR tick <= ?)'


class FeedDatabase:
    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute('PRAGMA journal_mode = WAL')
        self._connection.executescript(SCHEMA)
        self.retry_s = 1.0
        self.stream, self.last_id, self._generation = self._connection.execute(
            'SELECT stream, last_id, generation FROM place'
        ).fetchone()

    def apply(self, frame: Frame) -> None:
        """Stores what a frame says, with its id. The same frame may come again."""
        stream = 'changes' if frame.event == 'load-complete' else self.stream
        self._connection.execute('BEGIN')
        if frame.event in ('load', 'create', 'update'):
            self._put(frame)
        elif frame.event == 'delete':
            self._remove(frame)
        elif frame.event == 'load-complete':
            # What the load did not bring is no longer there.
            self._connection.execute('DELETE FROM objects WHERE generation < ?', (self._generation,))
        self._connection.execute('UPDATE place SET stream = ?, last_id = ?', (stream, frame.id))
        self._connection.execute('COMMIT')
        self.stream, self.last_id = stream, frame.id

    def start_again(self) -> None:
        """Begins another load; what stands stays until that is complete."""
        self._generation += 1
        self.stream, self.last_id = 'load', None
        self._connection.execute(
            "UPDATE place SET stream = 'load', last_id = NULL, generation = ?", (self._generation,)
        )

    def close(self) -> None:
        self._connection.close()

    def _put(self, frame: Frame) -> None:
        kind, ids, tick, tstamp = header(frame)
        self._connection.execute(PUT, (kind, ids, tick, tstamp, frame.data[1], self._generation))

    def _remove(self, frame: Frame) -> None:
        kind, ids, tick, _ = header(frame)
        self._connection.execute(REMOVE, (kind, ids, tick, tick))


def header(frame: Frame) -> tuple[str, str, int | None, str]:
    """Type, ids, tick and time. Python's integers have as many digits as it takes."""
    said = json.loads(frame.data[0])
    ids = json.dumps(said['ref']['ids'], separators=(',', ':'), ensure_ascii=False)
    return said['ref']['type'], ids, said['tick'], said['tstamp']
