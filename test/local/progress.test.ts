import { lineProgress } from '../../local/progress.ts';

describe('progress as lines', () => {
  it('says when a step began, what it told, and how long it took', async () => {
    const lines: string[] = [];
    let now = 1_000;
    const progress = lineProgress({ write: (line) => lines.push(line), now: () => now });
    now = 2_500;
    const result = await progress.step('Baking', async (note) => {
      now = 14_700;
      note('it rises');
      return 'bread';
    });
    expect(result).toBe('bread');
    expect(lines).toEqual(['[  1.5 s] Baking …', '            it rises', '[ 13.7 s] Baking: done in 12.2 s']);
  });

  it('does not call a step done that threw', async () => {
    const lines: string[] = [];
    const progress = lineProgress({ write: (line) => lines.push(line), now: () => 0 });
    await expect(progress.step('Baking', async () => Promise.reject(new Error('burnt')))).rejects.toThrow(
      'burnt',
    );
    expect(lines).toEqual(['[  0.0 s] Baking …']);
  });
});
