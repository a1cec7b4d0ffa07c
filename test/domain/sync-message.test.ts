import fc from 'fast-check';
import { syncMessage, syncRequestBody } from '../../lambda/domain/sync-message.ts';
import { syncRow } from '../support/sync-rows.ts';
import { testText } from '../support/test-data.ts';

/** A sample as it goes out: its own characters, less the white space between them. */
function compact(sample: string): string {
  return sample.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1');
}

/** The object's text in a sample, where it stands as a text inside of a text. */
function payloadOf(sample: string): string {
  return JSON.parse(sample).messages[0].payload;
}

describe('the body of a request', () => {
  // The seed's captions of the two long examples are swapped: their `type` says which is which.
  it('equals the sample of a changed customer', () => {
    const sample = testText('orce-customermod.body.json');
    const row = syncRow('26764466', '2142', {
      objName: 'Customer',
      uniqueId: '2142',
      action: 'UPDATE',
      jsonObject: payloadOf(sample),
    });
    expect(syncRequestBody([syncMessage(row)])).toBe(compact(sample));
  });

  it('equals the sample of a posted transaction, 1325.00 and all', () => {
    const sample = testText('orce-postrncre.body.json');
    const row = syncRow('26764581', '2147', {
      uniqueId: '99901000022017110710000100',
      jsonObject: payloadOf(sample),
    });
    const body = syncRequestBody([syncMessage(row)]);
    expect(body).toBe(compact(sample));
    expect(body).toContain('\\"subtotal\\":1325.00,\\"taxTotal\\":79.50');
  });

  it('equals the sample message', () => {
    const message = {
      action: 'CUSTOMERCRE',
      payload: 'Test message',
      type: 'CUSTOMER',
      uniqueId: '0',
    } as const;
    expect(syncRequestBody([message])).toBe(compact(testText('orce-sample-message.body.json')));
  });

  it('has the id of a deleted customer for its payload (table H-5)', () => {
    const row = syncRow('7', '2142', {
      objName: 'Customer',
      uniqueId: '2142',
      action: 'DELETE',
      jsonObject: null,
    });
    expect(syncRequestBody([syncMessage(row)])).toBe(
      '{"messages":[{"action":"CUSTOMERDEL","payload":"2142","type":"CUSTOMER","uniqueId":"7"}]}',
    );
  });

  it.each([
    ['Customer', 'CREATE', 'CUSTOMERCRE', 'CUSTOMER'],
    ['Customer', 'UPDATE', 'CUSTOMERMOD', 'CUSTOMER'],
    ['Customer', 'DELETE', 'CUSTOMERDEL', 'CUSTOMER'],
    ['Transaction', 'CREATE', 'POSTRNCRE', 'POSTRN'],
  ] as const)('says of a %s %s that it is a %s (table H-5)', (objName, action, says, type) => {
    expect(syncMessage(syncRow(1, 'A', { objName, action }))).toMatchObject({ action: says, type });
  });

  it('brings any text to the receiver as it is, keys in the seed’s order', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 4 }), (texts) => {
        const messages = texts.map((jsonObject, index) => syncMessage(syncRow(index, 'A', { jsonObject })));
        const read = JSON.parse(syncRequestBody(messages)).messages;
        expect(read.map(({ payload }: { payload: string }) => payload)).toEqual(texts);
        for (const message of read)
          expect(Object.keys(message)).toEqual(['action', 'payload', 'type', 'uniqueId']);
      }),
    );
  });
});
