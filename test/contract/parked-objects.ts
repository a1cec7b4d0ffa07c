import type { ParkedObjects } from '../../lambda/event-publisher/ports.ts';

/** A parking bucket to try. */
export interface ParkedObjectsSetUp {
  readonly objects: ParkedObjects;
  readonly put: (key: string, text: string) => Promise<void> | void;
  readonly close: () => Promise<void> | void;
}

/** The promises of the port `ParkedObjects`; every adapter of it keeps them. */
export function describeParkedObjects(name: string, setUp: () => Promise<ParkedObjectsSetUp>): void {
  describe(`parked objects ${name}`, () => {
    const keysOf = async (objects: ParkedObjects, prefix: string) => {
      const keys: string[] = [];
      for await (const key of objects.list(prefix)) keys.push(key);
      return keys.sort();
    };

    it('are listed below a prefix, read, and moved once they are sent', async () => {
      const { objects, put, close } = await setUp();
      await put('parked/2026-11-22/a/1.json', '{"ü":1}');
      await put('parked/2026-11-22/a/2 %2F.json', '2');
      await put('aws/lambda/x', '3');
      expect(await keysOf(objects, 'parked/')).toEqual([
        'parked/2026-11-22/a/1.json',
        'parked/2026-11-22/a/2 %2F.json',
      ]);
      expect(await objects.read('parked/2026-11-22/a/1.json')).toBe('{"ü":1}');
      await objects.markSent('parked/2026-11-22/a/2 %2F.json');
      expect(await keysOf(objects, 'parked/')).toEqual(['parked/2026-11-22/a/1.json']);
      expect(await objects.read('sent/parked/2026-11-22/a/2 %2F.json')).toBe('2');
      await close();
    });

    it('are listed however many there are', async () => {
      const { objects, put, close } = await setUp();
      for (let index = 0; index < 1005; index++) await put(`parked/${index}`, '{}');
      expect(await keysOf(objects, 'parked/')).toHaveLength(1005);
      await close();
    }, 120_000);
  });
}
