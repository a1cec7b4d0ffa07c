import type { NewEvent, NewPage, PartitionTail } from '../../lambda/feed-indexer/ports.ts';

/** An event that is about to be logged, told apart by its id. */
export function newEvent(eventId: string, more: Partial<NewEvent> = {}): NewEvent {
  return {
    eventId,
    action: 'update',
    type: 'Account',
    owner: 'account 1',
    tick: '7',
    changedAt: 1_600_000_000_000,
    header: `{"ref":{"type":"Account","ids":{"account_no":1}},"tstamp":"2020-09-13T12:26:40+00:00","tick":7}`,
    body: `{"account_no":1,"of":${JSON.stringify(eventId)}}`,
    ...more,
  };
}

/** A page of events with these ids behind a tail. */
export function newPage(tail: PartitionTail, ids: readonly string[], more: Partial<NewPage> = {}): NewPage {
  return {
    tail,
    events: ids.map((id) => newEvent(id)),
    loggedAt: tail.loggedAt,
    checkpoints: tail.checkpoints,
    ...more,
  };
}
