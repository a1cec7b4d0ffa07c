"""What came in one Kinesis record."""

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class StreamEvent:
    #: The record's data as it came: UTF-8 JSON.
    data: bytes
    #: The fields of the event, integers as int, decimals as Decimal. None when the data is no JSON object.
    fields: dict[str, Any] | None

    @property
    def event_id(self) -> str | None:
        """`_event_id`, the same for every copy of an event. None when there is none: then it cannot be a known copy."""
        value = (self.fields or {}).get("_event_id")
        return value if isinstance(value, str) else None


def stream_event(data: bytes) -> StreamEvent:
    """An event from a record's data. In the CloudEvents format the fields stand under `data`; both give the same."""
    try:
        envelope = parse_exactly(data)
    except ValueError:
        return StreamEvent(data, None)
    if not isinstance(envelope, dict):
        return StreamEvent(data, None)
    inner = envelope.get("data") if "specversion" in envelope else None
    return StreamEvent(data, inner if isinstance(inner, dict) else envelope)


def parse_exactly(data: bytes) -> Any:
    """json.loads that loses no digit: as it comes, it turns -20.00 into -20.0. Integers are exact anyway."""
    return json.loads(data, parse_float=Decimal)
