import { CUTS, type Cut, CutPorts, cutsOf } from '../support/cut-ports.ts';
import { ALL_LANES } from '../support/sync-stores.ts';
import { expectAllRight, type Kind, run, runUntilEmpty, type World, world } from '../support/sync-world.ts';

interface Scenario {
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
  /** How often which message is answered with 503 before it is taken. */
  readonly refusals: readonly (readonly [uniqueId: string, times: number])[];
}

const WELL: Scenario = { name: 'all is well', settings: {}, refusals: [] };
const REFUSED: Scenario = {
  name: 'messages are refused, and sent again',
  settings: { DataSyncMode: 'park' },
  refusals: [
    ['1', 1],
    ['6', 2],
  ],
};
const SCENARIOS: readonly Scenario[] = [
  WELL,
  REFUSED,
  { name: 'two workers share the customers', settings: { DataSyncWorkers: '2' }, refusals: [] },
  { name: 'a message is refused, and the run fails', settings: {}, refusals: [['6', 1]] },
  { name: 'several messages go in a request', settings: { DataSyncMessagesPerRequest: '2' }, refusals: [] },
];

/** Cuts a run at each of its calls, one world after the other, and runs again. */
async function cutEverywhere(kind: Kind, { settings, refusals }: Scenario, how: Cut): Promise<void> {
  const begin = async () => {
    const here = await world(kind, settings);
    for (const [uniqueId, times] of refusals) here.receiver.refusals.set(uniqueId, times);
    return here;
  };
  const whole = new CutPorts();
  await run(await begin(), { runId: 'whole', cut: whole });
  expect(whole.calls.length).toBeGreaterThan(15);
  for (const at of cutsOf(whole.calls)) {
    const here = await begin();
    await run(here, { runId: 'first', cut: new CutPorts({ at, how }) });
    const inFlight = await here.time.until(sentAndNotRemoved(here));
    await runUntilEmpty(here);
    expectAllRight(here, { inFlight, severalInOne: 'DataSyncMessagesPerRequest' in settings });
  }
}

describe.each(SCENARIOS)('a run, when $name', (scenario) => {
  it.each(CUTS)('loses nothing, and keeps the order, if any of its calls %s it takes effect', (how) =>
    cutEverywhere('memory', scenario, how),
  );
});

describe('a run with its queues in DynamoDB', () => {
  // Dying before a call is dying after the one before it.
  it.each<[Cut, Scenario]>([
    ['throws after', WELL],
    ['dies after', WELL],
    ['dies after', REFUSED],
  ])(
    'loses nothing, and keeps the order, if any call of the SDK %s it takes effect',
    async (how, scenario) => {
      await cutEverywhere('DynamoDB', scenario, how);
    },
    60_000,
  );
});

/** What a cut run has sent without having taken it out of the queue. */
async function sentAndNotRemoved({ queues, receiver }: World): Promise<ReadonlySet<string>> {
  const rows = await queues.inProgress({ lanes: ALL_LANES, limit: 100 });
  return new Set(rows.map(({ number }) => number).filter((number) => receiver.sent.has(number)));
}
