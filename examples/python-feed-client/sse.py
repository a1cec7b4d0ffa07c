"""Server-sent events, as https://html.spec.whatwg.org/multipage/server-sent-events.html describes them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Frame:
    """An event, or a sign of life: then `event` is None and only `retry_ms` may be set."""

    event: str | None
    data: tuple[str, ...]
    id: str | None
    retry_ms: int | None


def frames(lines: Iterable[bytes]) -> Iterator[Frame]:
    """The frames of a stream. What the stream breaks off in the middle of is no frame."""
    event, data, last_id = 'message', [], None
    for raw in lines:
        line = raw.decode().rstrip('\r\n')
        field, _, value = line.partition(':')
        value = value.removeprefix(' ')
        if line == '':
            if data:
                yield Frame(event, tuple(data), last_id, None)
            event, data = 'message', []
        elif field == 'event':
            event = value
        elif field == 'data':
            data.append(value)
        elif field == 'id' and '\0' not in value:
            last_id = value
        elif field == 'retry' and value.isdigit():
            yield Frame(None, (), None, int(value))
        elif field == '':
            yield Frame(None, (), None, None)
