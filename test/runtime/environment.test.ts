import { readEnvironment } from '../../lambda/runtime/environment.ts';

describe('the environment', () => {
  it('gives what was asked for and nothing else', () => {
    expect(readEnvironment(['A', 'B'], { A: '1', B: '2', C: '3' })).toEqual({ A: '1', B: '2' });
  });

  it('names everything that is missing or empty at once', () => {
    expect(() => readEnvironment(['A', 'B', 'C'], { A: '', B: '2' })).toThrow(
      expect.objectContaining({
        code: 'ENVIRONMENT_INVALID',
        message: expect.stringContaining('missing or empty: A, C'),
      }),
    );
  });
});
