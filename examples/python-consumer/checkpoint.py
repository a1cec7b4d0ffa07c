"""Where a consumer goes on after a restart."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class ShardProgress:
    #: Sequence number of the last record that was handled. None: none yet.
    after: str | None
    #: Every record that arrived before this time (epoch seconds) has been handled.
    read_until: float
    #: The shard is closed and has been read to its end.
    ended: bool = False


class Checkpoint:
    """One small JSON file, replaced whole, so that a crash never leaves half of it."""

    def __init__(self, path: Path, stream_arn: str) -> None:
        """Reads the file; a missing one is an empty checkpoint. Raises ValueError when it is of another stream."""
        self._path = path
        self._stream_arn = stream_arn
        self.shards: dict[str, ShardProgress] = {}
        if path.exists():
            document = json.loads(path.read_text())
            if document["stream_arn"] != stream_arn:
                raise ValueError(
                    f"{path} is the checkpoint of {document['stream_arn']}, not of {stream_arn}: use another file"
                )
            self.shards = {shard: ShardProgress(**progress) for shard, progress in document["shards"].items()}

    def ended(self, shard_id: str) -> bool:
        progress = self.shards.get(shard_id)
        return progress is not None and progress.ended

    def save(self) -> None:
        """When it returns, what stands here is on disk."""
        document = {
            "stream_arn": self._stream_arn,
            "shards": {shard: asdict(progress) for shard, progress in self.shards.items()},
        }
        draft = self._path.with_name(self._path.name + ".new")
        with draft.open("w") as file:
            json.dump(document, file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path)
