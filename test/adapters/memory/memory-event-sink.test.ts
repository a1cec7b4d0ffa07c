import { MemoryEventSink } from '../../../lambda/adapters/memory/memory-event-sink.ts';
import type { OutgoingEvent, PutOutcome } from '../../../lambda/event-publisher/ports.ts';
import { describeEventSink, type Trouble } from '../../contract/event-sink.ts';

const OUTCOME: Readonly<Record<Trouble, (event: OutgoingEvent, position: number) => PutOutcome>> = {
  'throttle the second record': (_, position) =>
    position === 1
      ? { status: 'retry', code: 'ProvisionedThroughputExceededException' }
      : { status: 'delivered' },
  'no answer': () => ({ status: 'retry', code: 'TimeoutError' }),
  'server error': () => ({ status: 'retry', code: 'InternalFailure' }),
  'no permission': () => ({ status: 'refused', code: 'AccessDeniedException' }),
  'reject "bad"': ({ partitionKey }) =>
    partitionKey === 'bad'
      ? { status: 'rejected', code: 'InvalidArgumentException' }
      : { status: 'delivered' },
};

describeEventSink('in memory', async () => {
  const sink = new MemoryEventSink();
  return {
    sink,
    stored: () => sink.stored.map(({ partitionKey, data }) => ({ partitionKey, data: data.toString() })),
    disturb: (trouble) => sink.disturb((events) => events.map(OUTCOME[trouble])),
    close: () => {},
  };
});
