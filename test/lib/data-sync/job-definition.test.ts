import { jobDefinition, MAX_TURNS } from '../../../lib/data-sync/job-definition.ts';
import { type Definition, nextOf } from '../../support/state-machine.ts';

const definition = jobDefinition({
  acquireLease: 'arn:acquire',
  drainLanes: 'arn:drain',
  releaseLease: 'arn:release',
}) as Definition;
const worker = definition.States['Each worker']?.ItemProcessor as Definition;

describe('the state machine', () => {
  it('is written in JSONata', () => {
    expect(definition.QueryLanguage).toBe('JSONata');
  });

  it('has the states that a person reads in the console', () => {
    expect(Object.keys(definition.States)).toEqual([
      'Acquire lease',
      'Is the lease ours?',
      'Skip this run',
      'Send what is in progress',
      'Is it sent?',
      'Move and send pending',
      'Is anything left?',
      'Each worker',
      'How did it go?',
      'Release lease',
      'Release lease after failure',
      'Data sync failed',
      'Continue in a new execution',
    ]);
    expect(Object.keys(worker.States)).toEqual([
      'Worker: send what is in progress',
      'Worker: is it sent?',
      'Worker: move and send pending',
      'Worker: is anything left?',
      'Worker ends',
    ]);
  });

  it.each([
    ['outer', definition],
    ['inner', worker],
  ])('leads only to states that there are, and to each of them (%s)', (_, { StartAt, States }) => {
    const reached = [StartAt, ...Object.values(States).flatMap(nextOf)];
    expect(new Set(reached)).toEqual(new Set(Object.keys(States)));
    for (const [name, state] of Object.entries(States)) {
      const ends = state.End === true || ['Succeed', 'Fail'].includes(state.Type);
      expect([name, ends]).toEqual([name, nextOf(state).length === 0]);
    }
  });

  it('has each name once', () => {
    const names = [...Object.keys(definition.States), ...Object.keys(worker.States)];
    expect(names).toEqual([...new Set(names)]);
  });

  it('sends what is in progress before anything is moved', () => {
    expect(worker.StartAt).toBe('Worker: send what is in progress');
    const isEmpty = { Condition: "{% $states.input.ended = 'empty' %}" };
    expect(worker.States['Worker: is it sent?']?.Choices?.[0]).toEqual({
      ...isEmpty,
      Next: 'Worker: move and send pending',
    });
    expect(definition.States['Is it sent?']?.Choices?.[0]).toEqual({
      ...isEmpty,
      Next: 'Move and send pending',
    });
  });

  it('repeats nothing but what Lambda itself failed at, and a turn only when the one before is certainly over', () => {
    const tasks = [...Object.entries(definition.States), ...Object.entries(worker.States)].filter(
      ([, { Resource }]) =>
        Resource?.startsWith('arn:acquire') ||
        Resource?.startsWith('arn:release') ||
        Resource === 'arn:drain',
    );
    expect(tasks).toHaveLength(7);
    for (const [, { Retry = [], Resource }] of tasks)
      for (const { ErrorEquals, IntervalSeconds } of Retry) {
        expect(ErrorEquals.every((name) => name.startsWith('Lambda.'))).toBe(true);
        const mayStillRun = ErrorEquals.some((name) => name !== 'Lambda.TooManyRequestsException');
        if (Resource === 'arn:drain' && mayStillRun) expect(IntervalSeconds).toBeGreaterThan(15 * 60);
      }
  });

  it('waits for a turn longer than a function can live', () => {
    expect(worker.States['Worker: move and send pending']?.TimeoutSeconds).toBeGreaterThan(15 * 60);
  });

  it('keeps its history below the 25,000 events that an execution may have, with all workers at work', () => {
    const eventsATurn = 7;
    const workers = 8;
    expect(MAX_TURNS * eventsATurn * workers).toBeLessThan(25_000 / 2);
  });
});
