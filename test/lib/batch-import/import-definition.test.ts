import { importDefinition } from '../../../lib/batch-import/import-definition.ts';
import { type Definition, nextOf, type State } from '../../support/state-machine.ts';

const definition = importDefinition({
  beginImport: 'arn:begin',
  readFile: 'arn:read',
  workRecords: 'arn:work',
  finishImport: 'arn:finish',
}) as Definition;
const worker = definition.States['Each worker']?.ItemProcessor as Definition;

describe.each([
  ['the import', definition],
  ['a worker of it', worker],
])('%s', (_, { StartAt, States }) => {
  it('reaches each of its states, and no others', () => {
    const reached = new Set<string>();
    const visit = (name: string): void => {
      if (reached.has(name)) return;
      reached.add(name);
      for (const next of nextOf(States[name] as State)) visit(next);
    };
    visit(StartAt);
    expect([...reached].sort()).toEqual(Object.keys(States).sort());
  });

  it('gives each task longer than its function can live, and tries it again', () => {
    for (const [name, { Type, TimeoutSeconds = 0, Retry = [] }] of Object.entries(States)) {
      if (Type !== 'Task') continue;
      expect([name, TimeoutSeconds]).toEqual([name, name === 'Begin import' ? 60 : 960]);
      expect(Retry).toHaveLength(1);
    }
  });
});

describe('what fails for good', () => {
  it('while the file is read, or in a worker, still ends the import, which then says so', () => {
    expect(definition.States['Read file']?.Catch).toMatchObject([{ Next: 'Finish import' }]);
    expect(worker.States.Work?.Catch).toMatchObject([{ ErrorEquals: ['States.ALL'], Next: 'Worker ends' }]);
    expect(definition.States['Import failed']?.Type).toBe('Fail');
  });
});
