import { parseJson } from '../../lambda/domain/parse-json.ts';
import { answeredChanges, changesWithoutEvent } from '../../local/answer-changes.ts';
import type { StreamedEvent } from '../../local/event-reader.ts';

const ANSWER = `{"transactionId":"t-1","changes":[
  {"action":"insert","objectType":"Order","id":77405618597879914,"tick":1},
  {"action":"insert","objectType":"Order Item","id":77405618597879915,"tick":2}]}`;

function event(text: string): StreamedEvent {
  return { partitionKey: 'account', text, event: parseJson(text) as StreamedEvent['event'] };
}

const ORDER = event(
  '{"_transaction_id":"t-1","_action":"insert","Object Type":"Order","id":77405618597879914,"_tick":1}',
);
const ITEM =
  '{"_transaction_id":"t-1","_action":"insert","Object Type":"Order Item","id":77405618597879915,"_tick":2}';

describe('the changes of an answer without their event', () => {
  const answer = answeredChanges(parseJson(ANSWER));

  it('are none when each has come out, in any order, twice or once', () => {
    expect(changesWithoutEvent(answer, [event(ITEM), ORDER, ORDER])).toEqual([]);
  });

  it('are those that nothing was read of', () => {
    expect(changesWithoutEvent(answer, [ORDER])).toEqual([
      { action: 'insert', type: 'Order Item', id: '77405618597879915', tick: '2' },
    ]);
  });

  it.each([
    ['id, in its last digit', '…915', '…914'],
    ['tick', '"_tick":2', '"_tick":3'],
    ['action', 'insert', 'update'],
    ['transaction', 't-1', 't-2'],
    ['object type', 'Order Item', 'Order Pricing'],
  ])('are not made up for by an event with another %s', (_, from, to) => {
    const other = event(ITEM.replace(from.replace('…', ''), to.replace('…', '')));
    expect(changesWithoutEvent(answer, [ORDER, other])).toHaveLength(1);
  });
});

describe('an answer to a command', () => {
  it.each([undefined, 'null', '[]', '{}', '{"transactionId":"t-1"}', '{"changes":[]}'])(
    'is refused when it is %s',
    (text) => {
      expect(() => answeredChanges(text === undefined ? undefined : parseJson(text))).toThrow(
        'does not list the changes',
      );
    },
  );
});
