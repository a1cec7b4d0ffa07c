import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { isJsonArray, isJsonObject, type JsonObject, stringifyJson } from '../../lambda/domain/json.ts';
import type { ApiClient } from '../../local/api-client.ts';
import { sampleCustomer, sampleTransaction } from '../support/crm-desk.ts';
import { localSystem } from '../support/local-system.ts';

jest.setTimeout(120_000);

const PATIENCE = { tries: 400, everyMs: 150 };

describe('the batch import of the deployed system', () => {
  const system = localSystem();
  const { bucket } = system.outputs.imports;
  const s3 = new S3Client({ forcePathStyle: true });
  const run = randomUUID().slice(0, 8);
  let crm: ApiClient;

  beforeAll(async () => {
    crm = await system.api('crm');
  });

  afterAll(() => s3.destroy());

  const put = (file: string, text: string) =>
    s3.send(new PutObjectCommand({ Bucket: bucket, Key: file, Body: text }));

  async function text(file: string): Promise<string> {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: file }));
    return (await Body?.transformToString()) ?? '';
  }

  /** The import of a file, once it is over. */
  async function ended(file: string): Promise<JsonObject> {
    for (let tries = 0; tries < PATIENCE.tries; tries += 1) {
      const { body } = await crm.call('GET', '/imports');
      const imports =
        isJsonObject(body) && isJsonArray(body.imports) ? body.imports.filter(isJsonObject) : [];
      const found = imports.find((entry) => entry.file === file);
      if (found !== undefined && found.status !== 'running') return found;
      await wait(PATIENCE.everyMs);
    }
    throw new Error(`the import of ${file} does not end`);
  }

  const plain = (value: JsonObject) => JSON.parse(stringifyJson(value)) as Record<string, unknown>;

  it('imports a file of JSON Lines that is put, by several workers, and reports what is refused', async () => {
    const file = `in/customers ${run}.jsonl`;
    const count = 260;
    const records = Array.from({ length: count }, (_, index) =>
      stringifyJson({ Customer: { Action: 'Add', customerID: `${run}-${index}`, orgName: `Nº ${index}` } }),
    );
    const again = stringifyJson({ Customer: { Action: 'Add', customerID: `${run}-7` } });
    const posted = stringifyJson({
      Transaction: sampleTransaction({ customerId: `${run}-7`, retailTransactionId: `${run}-t` }),
    });
    await put(file, [...records, again, 'no JSON', posted].join('\n'));
    const entry = await ended(file);
    expect(plain(entry)).toMatchObject({ status: 'done', lines: 263, workers: 2, done: 261, failed: 2 });
    expect(entry.report).toBe(`${file}.errors.jsonl`);
    const report = (await text(String(entry.report)))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(report).toMatchObject([
      { line: 261, code: 'RULE_VIOLATED' },
      { line: 262, code: 'MALFORMED_JSON' },
    ]);
    const { body } = await crm.call('GET', `/customers/${run}-7`);
    expect(body).toMatchObject({ orgName: 'Nº 7', lastPurchaseDate: '2017-11-07' });
    const one = await crm.call('GET', `/imports/${String(entry.importId)}`);
    expect(one.body).toEqual(entry);
  });

  it('imports an XML document', async () => {
    const file = `stored-value-${run}.xml`;
    const customer = { ...sampleCustomer(`${run}-x`), customerCards: null };
    await put(`customer-${run}.jsonl`, stringifyJson({ Customer: { Action: 'Add', ...customer } }));
    await ended(`customer-${run}.jsonl`);
    await put(
      file,
      `<?xml version="1.0"?>
<StoredValue>
  <Customer Action="AddOrUpdate"><customerID>${run}-x</customerID>
    <customerCards><instrument><cardNumber>${run}-1</cardNumber><statusCode>INACTIVE</statusCode></instrument></customerCards>
  </Customer>
  <ActivateInstrumentRequest><cardNumber>${run}-1</cardNumber></ActivateInstrumentRequest>
  <DeactivateInstrumentRequest cardNumber="nobody's"/>
</StoredValue>`,
    );
    expect(plain(await ended(file))).toMatchObject({ status: 'done', lines: 3, done: 2, failed: 1 });
    const { body } = await crm.call('GET', `/customers/${run}-x`);
    expect(body).toMatchObject({
      customerCards: { instrument: [{ cardNumber: `${run}-1`, statusCode: 'ACTIVE' }] },
    });
  });

  it('is started by request only where something is to be done', async () => {
    const file = `again-${run}.jsonl`;
    await put(file, 'no JSON');
    const { importId } = await ended(file);
    const answer = await crm.call('POST', '/imports', { file });
    expect(answer).toMatchObject({ status: 200, body: { importId, started: false } });
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: file }));
    await expect(crm.call('POST', '/imports', { file })).resolves.toMatchObject({ status: 404 });
    const ordering = await system.api('ordering');
    await expect(ordering.call('GET', '/imports')).resolves.toMatchObject({ status: 403 });
  });
});
