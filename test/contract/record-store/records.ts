import { exactNumber, type JsonObject } from '../../../lambda/domain/json.ts';
import { parseJson } from '../../../lambda/domain/parse-json.ts';
import type { Change, RecordKey } from '../../../lambda/domain/record.ts';
import { expectCode, insert, order, type RecordStoreDesk } from './desk.ts';

/** How records are kept and read. */
export function describeRecords(desk: () => RecordStoreDesk): void {
  describe('records', () => {
    it('gives back what was written, number for number', async () => {
      const text =
        '{"id":"1","big":77405618597879914,"huge":4412964684870431366,"twenty":12345678901234567890,' +
        '"thirtyEight":12345678901234567890123456789012345678,"small":-0.00001,"yes":true,"no":false,"none":null,' +
        '"empty":"","list":[1,"a",null,[true],{}],"map":{"a b":{"c":[0.1]},"x":null},"text":"é 💧 \\u0000"}';
      await desk().change(insert(order('A', 1), parseJson(text) as JsonObject));
      expect(await desk().fieldsOf(order('A', 1))).toEqual(parseJson(text));
    });

    it('are stamped with their tick and their transaction', async () => {
      const { answer } = await desk().store.commit(desk().options(['A']), {
        plan: async () => ({ changes: [insert(order('A', 1))] }),
        answer: ({ transactionId }) => ({ transactionId }),
      });
      const [record] = await desk().store.records([order('A', 1)]);
      expect(record?.fields).toEqual({
        id: '1',
        _tick: exactNumber(1),
        _transaction_id: answer.transactionId,
      });
      expect(record?.key).toEqual(order('A', 1));
    });

    it('that are not there come as undefined, each in its place, asked for twice too', async () => {
      await desk().change(insert(order('A', 1)), insert(order('B', 1)));
      const keys = [order('A', 2), order('A', 1), order('B', 1), order('C', 1), order('A', 1)];
      const found = await desk().store.records(keys);
      expect(found.map((record) => record?.key.owner)).toEqual([undefined, 'A', 'B', undefined, 'A']);
      expect(await desk().store.records([])).toEqual([]);
    });

    it('keep, when updated, the fields that the update does not name', async () => {
      await desk().change(insert(order('A', 1), { id: '1', State: 'new', Name: 'x' }));
      await desk().change({ action: 'update', key: order('A', 1), fields: { State: 'done', More: null } });
      expect(await desk().fieldsOf(order('A', 1))).toEqual({ id: '1', State: 'done', Name: 'x', More: null });
    });

    it('keep, when replaced, nothing of what was', async () => {
      await desk().change(insert(order('A', 1), { id: '1', State: 'new' }));
      await desk().change({ action: 'replace', key: order('A', 1), fields: { id: '1', Name: 'y' } });
      expect(await desk().fieldsOf(order('A', 1))).toEqual({ id: '1', Name: 'y' });
    });

    it('are gone when deleted, and can be inserted anew', async () => {
      await desk().change(insert(order('A', 1), { id: '1', State: 'new' }));
      await desk().change({ action: 'delete', key: order('A', 1) });
      expect(await desk().fieldsOf(order('A', 1))).toBeUndefined();
      await desk().change(insert(order('A', 1), { id: '1' }));
      expect(await desk().fieldsOf(order('A', 1))).toEqual({ id: '1' });
      expect(await desk().tickOf(order('A', 1))).toBe('3');
    });

    it('can be written back as they were read', async () => {
      await desk().change(insert(order('A', 1), { id: '1' }));
      const [record] = await desk().store.records([order('A', 1)]);
      await desk().change({ action: 'replace', key: order('A', 1), fields: record?.fields ?? {} });
      expect(await desk().tickOf(order('A', 1))).toBe('2');
    });

    it.each(['replace', 'update', 'delete'] as const)('that are not there refuse %s', async (action) => {
      const absent = { action, key: order('A', 1), fields: { id: '1' } } as Change;
      await expectCode(desk().change(absent, insert(order('A', 2))), 'INTERNAL');
      expect(await desk().store.records([order('A', 1), order('A', 2)])).toEqual([undefined, undefined]);
    });

    it('that are there refuse insert, and nothing of the plan happens', async () => {
      await desk().change(insert(order('A', 1), { id: 'first' }));
      await expectCode(
        desk().change(insert(order('A', 2)), insert(order('A', 1), { id: 'second' })),
        'INTERNAL',
      );
      expect(await desk().fieldsOf(order('A', 1))).toEqual({ id: 'first' });
      expect(await desk().fieldsOf(order('A', 2))).toBeUndefined();
      await desk().change(insert(order('A', 3)));
      expect(await desk().tickOf(order('A', 3))).toBe('2');
    });

    it('too large for an item are refused by name', async () => {
      const plan = desk().change(
        insert(order('A', 1)),
        insert(order('A', 'huge'), { text: 'x'.repeat(400_000) }),
      );
      await expect(plan).rejects.toThrow(/Order#huge/);
      await expectCode(plan, 'RECORD_TOO_LARGE');
      expect(await desk().fieldsOf(order('A', 1))).toBeUndefined();
    });

    it('of 349 kB are kept whole', async () => {
      await desk().change(insert(order('A', 1), { text: 'x'.repeat(349_000) }));
      expect(await desk().fieldsOf(order('A', 1))).toEqual({ text: 'x'.repeat(349_000) });
    });
  });

  describe('records between two ids', () => {
    const between = async (first: bigint, last: bigint): Promise<readonly string[]> => {
      const found = await desk().store.recordsBetween({ owner: 'A', type: 'Order', first, last });
      return found.map(({ key }) => key.id);
    };

    it('come by id, both ends included', async () => {
      await desk().change(...[12, 10, 11, 13, 9].map((id) => insert(order('A', id))));
      expect(await between(10n, 12n)).toEqual(['10', '11', '12']);
      expect(await between(14n, 20n)).toEqual([]);
    });

    it('leave out other owners, types, deleted ones and ids that are no numbers of that length', async () => {
      const other: RecordKey = { owner: 'A', type: 'Order Item', id: '11' };
      await desk().change(
        insert(order('B', 11)),
        insert(other),
        insert(order('A', 12)),
        insert(order('A', 13)),
      );
      await desk().change(insert(order('A', '1x')), insert(order('A', '120')), {
        action: 'delete',
        key: order('A', 13),
      });
      expect(await between(10n, 20n)).toEqual(['12']);
    });

    it('are all found when they fill many pages', async () => {
      const ids = Array.from({ length: 30 }, (_, index) => String(100 + index));
      for (const id of ids) await desk().change(insert(order('A', id), { id, text: 'x'.repeat(100_000) }));
      expect(await between(100n, 199n)).toEqual(ids);
    });
  });
}
