"""Reads every shard of a stream."""

import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from checkpoint import Checkpoint, ShardProgress
from kinesis_calls import error_code, retry_wait, until_it_works
from stream_event import StreamEvent, stream_event

#: A shard gives five reads a second, to all its readers together.
SHORTEST_PAUSE_S = 0.25
#: Children are looked for when a parent ends; this is for whatever that misses.
LIST_SHARDS_S = 30.0
IDLE_SAVE_S = 30.0


@dataclass
class _Shard:
    """A shard that is being read."""

    id: str
    iterator: str | None = None
    next_read: float = 0.0
    failures: int = 0
    caught_up: bool = False


@dataclass(frozen=True)
class _Read:
    """What one GetRecords brought. `gone`: the shard is no longer there."""

    records: list[dict[str, Any]]
    behind_s: float
    started: float
    next_iterator: str | None
    gone: bool = False


class StreamReader:
    """Reads the children of a split or merge once their parents have been read to their end, so that each account's
    events come in their order; drops copies of an event that came lately.

    Fetches from many shards at once, and hands events on one shard after the other, from the thread that calls `run`.
    """

    def __init__(
        self,
        kinesis: Any,
        stream_arn: str,
        checkpoint: Checkpoint,
        handle_events: Callable[[list[StreamEvent]], None],
        *,
        poll_s: float = 1.0,
        remember: int = 100_000,
        count: int | None = None,
        until_idle_s: float | None = None,
        stop: threading.Event,
    ) -> None:
        self._kinesis = kinesis
        self._stream_arn = stream_arn
        self._checkpoint = checkpoint
        self._handle_events = handle_events
        self._poll_s = poll_s
        self._remember = remember
        self._left = count
        self._until_idle_s = until_idle_s
        self._stop = stop
        self._recent: OrderedDict[str, None] = OrderedDict()
        self._reading: dict[str, _Shard] = {}
        self._busy_at = time.time()
        self._saved_at = time.time()

    def missed_since(self) -> float | None:
        """The time (epoch seconds) from which on records may have left the stream before they were read.

        None when the consumer was away for less than the retention. Kinesis itself says nothing: it goes on with the
        oldest record it has.
        """
        summary = until_it_works(lambda: self._kinesis.describe_stream_summary(StreamARN=self._stream_arn), self._stop)
        hours = summary["StreamDescriptionSummary"]["RetentionPeriodHours"] if summary else 24
        every = list(self._checkpoint.shards.values())
        shards = [progress for progress in every if not progress.ended] or every
        earliest = min((progress.read_until for progress in shards), default=None)
        return earliest if earliest is not None and earliest < time.time() - hours * 3600 else None

    def run(self) -> None:
        """Returns when a limit is reached or `stop` is set; raises what cannot be mended by trying again."""
        list_again = 0.0
        with ThreadPoolExecutor(max_workers=16) as pool:
            while not self._stop.is_set():
                if time.time() >= list_again:
                    self._start_shards()
                    list_again = time.time() + LIST_SHARDS_S
                due = [shard for shard in self._reading.values() if shard.next_read <= time.time()]
                for shard, read in zip(due, pool.map(self._read, due), strict=True):
                    if read is not None and not self._stop.is_set() and not self._take(shard, read):
                        del self._reading[shard.id]
                        list_again = 0.0
                self._end_when_idle()
                next_read = min((shard.next_read for shard in self._reading.values()), default=time.time() + 0.1)
                if list_again > 0:
                    self._stop.wait(min(0.1, max(0.0, next_read - time.time())))
        self._checkpoint.save()

    def _start_shards(self) -> None:
        shards = self._list_shards()
        known = {shard["ShardId"] for shard in shards}
        if self._stop.is_set():
            return
        for shard_id in [shard_id for shard_id in self._checkpoint.shards if shard_id not in known]:
            if shard_id not in self._reading:
                del self._checkpoint.shards[shard_id]

        def is_read(shard_id: str | None) -> bool:
            return shard_id is None or shard_id not in known or self._checkpoint.ended(shard_id)

        for shard in shards:
            shard_id = shard["ShardId"]
            parents = (shard.get("ParentShardId"), shard.get("AdjacentParentShardId"))
            if shard_id not in self._reading and not is_read(shard_id) and all(map(is_read, parents)):
                self._reading[shard_id] = _Shard(shard_id)

    def _list_shards(self) -> list[dict[str, Any]]:
        shards: list[dict[str, Any]] = []
        arguments = {"StreamARN": self._stream_arn}
        while True:
            page = until_it_works(lambda: self._kinesis.list_shards(**arguments), self._stop)  # noqa: B023
            if page is None:
                return []
            shards += page["Shards"]
            if "NextToken" not in page:
                return shards
            arguments = {"NextToken": page["NextToken"]}

    def _read(self, shard: _Shard) -> _Read | None:
        """One read, on a thread of the pool. None: it failed and is to be tried again later."""
        started = time.time()
        try:
            if shard.iterator is None:
                shard.iterator = self._shard_iterator(shard.id)
            answer = self._kinesis.get_records(ShardIterator=shard.iterator, StreamARN=self._stream_arn)
        except Exception as error:
            if error_code(error) == "ExpiredIteratorException":
                # Five minutes between two reads: the handler was slow, or the machine slept.
                shard.iterator = None
                shard.next_read = started + SHORTEST_PAUSE_S
                return None
            if error_code(error) == "ResourceNotFoundException":
                # A closed shard goes once its last record is older than the retention. A missing stream shows in ListShards.
                return _Read([], 0, started, None, gone=True)
            shard.next_read = time.time() + retry_wait(error, shard.failures)
            shard.failures += 1
            return None
        shard.failures = 0
        behind_s = answer.get("MillisBehindLatest", 0) / 1000
        return _Read(answer["Records"], behind_s, started, answer.get("NextShardIterator"))

    def _shard_iterator(self, shard_id: str) -> str:
        progress = self._checkpoint.shards.get(shard_id)
        start = (
            {"ShardIteratorType": "TRIM_HORIZON"}
            if progress is None or progress.after is None
            else {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "StartingSequenceNumber": progress.after}
        )
        answer = self._kinesis.get_shard_iterator(StreamARN=self._stream_arn, ShardId=shard_id, **start)
        return answer["ShardIterator"]

    def _take(self, shard: _Shard, read: _Read) -> bool:
        """Handles what was read and checkpoints it. False: the shard is not to be read any more."""
        if read.gone:
            return False
        done = self._handle(read.records)
        ended = done == len(read.records) and read.next_iterator is None
        self._advance(shard.id, read, done, ended)
        if done or ended or read.started - self._saved_at > IDLE_SAVE_S:
            self._checkpoint.save()
            self._saved_at = read.started
        shard.iterator = read.next_iterator
        shard.caught_up = not read.records and read.behind_s == 0
        shard.next_read = read.started + (self._poll_s if shard.caught_up else SHORTEST_PAUSE_S)
        if not shard.caught_up or ended:
            self._busy_at = time.time()
        return not ended

    def _advance(self, shard_id: str, read: _Read, done: int, ended: bool) -> None:
        last = read.records[done - 1] if done else None
        before = self._checkpoint.shards.get(shard_id)
        after = last["SequenceNumber"] if last else before.after if before else None
        if done == len(read.records):
            self._checkpoint.shards[shard_id] = ShardProgress(after, read.started - read.behind_s, ended)
        elif last:
            self._checkpoint.shards[shard_id] = ShardProgress(after, last["ApproximateArrivalTimestamp"].timestamp())

    def _handle(self, records: list[dict[str, Any]]) -> int:
        """Hands on what is no copy; how many of the records were done: fewer than given when `count` is reached."""
        taken: list[StreamEvent] = []
        ids: set[str] = set()
        done = 0
        for record in records:
            if self._left == 0:
                break
            done += 1
            event = stream_event(record["Data"])
            event_id = event.event_id
            if event_id is not None:
                if event_id in self._recent or event_id in ids:
                    continue
                ids.add(event_id)
            taken.append(event)
            if self._left is not None:
                self._left -= 1
        if taken:
            self._handle_events(taken)
        for event in taken:
            if event.event_id is not None:
                self._recent[event.event_id] = None
        while len(self._recent) > self._remember:
            self._recent.popitem(last=False)
        if self._left == 0:
            self._stop.set()
        return done

    def _end_when_idle(self) -> None:
        shards = self._reading.values()
        if self._until_idle_s is None or not shards or not all(shard.caught_up for shard in shards):
            return
        if time.time() - self._busy_at > self._until_idle_s:
            self._stop.set()
