import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { handler as Handler } from '../../lambda/records/finish-commits.handler.ts';
import { CrashScene, killedAt } from '../support/crashing-commit.ts';

const mockClient = { send: jest.fn() };
jest.mock('../../lambda/adapters/dynamodb/client.ts', () => ({
  dynamoDbClient: () => mockClient as unknown as DynamoDBClient,
}));

const context = { getRemainingTimeInMillis: () => 55_000 };

describe('the function that finishes commits', () => {
  let handler: typeof Handler;
  const lines: string[] = [];

  beforeAll(async () => {
    Object.assign(process.env, {
      RECORDS_TABLE: 'Records',
      LEDGER_TABLE: 'Ledger',
      STAGE: 'test',
      POWERTOOLS_SERVICE_NAME: 'records',
      POWERTOOLS_METRICS_NAMESPACE: 'Millrace',
      POWERTOOLS_DEV: 'true',
      POWERTOOLS_METRICS_DISABLED: 'false',
    });
    for (const method of ['log', 'info', 'error'] as const)
      jest
        .spyOn(console, method)
        .mockImplementation((...texts: unknown[]) => void lines.push(String(texts[0])));
    ({ handler } = await import('../../lambda/records/finish-commits.handler.ts'));
  });
  beforeEach(() => lines.splice(0));
  afterAll(() => jest.restoreAllMocks());

  it('finishes what a crash has left, counts it and logs one line', async () => {
    const scene = await CrashScene.set();
    const size = { records: 120, names: 2 };
    // The first row of the journal has been applied, the others not.
    const { calls } = await crashed(scene, size);
    expect(calls).toBeGreaterThan(0);
    mockClient.send.mockImplementation(scene.dynamoDb.client().send);
    await handler({}, context);
    expect(scene.leftovers()).toEqual([]);
    const { metrics, line } = printed(lines);
    expect(metrics).toMatchObject({
      CommitsFinished: 1,
      CommitsUndone: 0,
      CommitsNotFinished: 0,
      stage: 'test',
    });
    expect(line).toMatchObject({ level: 'INFO', finished: 1, undone: 0, failed: 0, service: 'records' });
  });

  it('says when it cannot, without what the records hold', async () => {
    const scene = await CrashScene.set();
    await crashed(scene, { records: 120, names: 2 });
    const { send } = scene.dynamoDb.client();
    mockClient.send.mockImplementation((command) => {
      if (command instanceof BatchGetItemCommand) throw new Error('denied');
      return send(command);
    });
    await handler({}, context);
    const { metrics, line } = printed(lines);
    expect(metrics).toMatchObject({ CommitsFinished: 0, CommitsNotFinished: 1 });
    expect(line).toMatchObject({
      level: 'ERROR',
      failed: 1,
      error: { message: 'denied' },
      transactionId: expect.any(String),
    });
    expect(lines.join()).not.toContain('superseded');
  });
});

/** The one line of metrics and the one of the log, and no third. */
function printed(lines: readonly string[]): { metrics: unknown; line: unknown } {
  const documents = lines.map((text) => JSON.parse(text));
  expect(documents).toHaveLength(2);
  return {
    metrics: documents.find((document) => '_aws' in document),
    line: documents.find((document) => 'level' in document),
  };
}

/** Sends a command that dies right after its commit point, with its locks taken. */
async function crashed(
  scene: CrashScene,
  size: { records: number; names: number },
): Promise<{ calls: number }> {
  for (let n = 0; ; n++) {
    const trial = n === 0 ? scene : await CrashScene.set();
    await trial.command(trial.store(killedAt(n, 'after')), size).catch(() => undefined);
    if (trial === scene) continue;
    const committed = trial.dynamoDb.items('ledger').some((row) => row.state?.S === 'committed');
    if (!committed) continue;
    await scene.command(scene.store(killedAt(n, 'after')), size).catch(() => undefined);
    return { calls: n };
  }
}
