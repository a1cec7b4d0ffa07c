import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError, ERROR_CODES } from '../../lambda/domain/app-error.ts';
import { ERROR_ANSWERS } from '../../lambda/runtime/error-status.ts';
import { problemOf } from '../../lambda/runtime/problem.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/errors.md'), 'utf8');
const sections = new Map(
  PAGE.split(/^## /m)
    .slice(1)
    .map((section): [string, string] => [section.split('\n')[0] ?? '', section]),
);

describe('docs/errors.md', () => {
  it('explains every code, and no code that there is not', () => {
    expect([...sections.keys()].sort()).toEqual([...ERROR_CODES].sort());
  });

  it.each(ERROR_CODES)('gives the status with which %s is answered, and what to do', (code) => {
    const section = sections.get(code) ?? '';
    expect(section).toContain(`HTTP status: ${ERROR_ANSWERS[code].status}`);
    expect(section.split(/\s+/).length).toBeGreaterThan(15);
  });
});

describe('a problem document', () => {
  it.each(ERROR_CODES)('of %s has the members of RFC 9457', (code) => {
    const problem = problemOf(new AppError(code, 'what was wrong'), 'c-1');
    expect(problem).toMatchObject({
      type: expect.stringMatching(/^urn:millrace:error:[a-z-]+$/),
      title: expect.any(String),
      status: ERROR_ANSWERS[code].status,
      detail: expect.any(String),
      instance: 'urn:millrace:request:c-1',
    });
  });

  it.each(ERROR_CODES.filter((code) => ERROR_ANSWERS[code].status >= 500))(
    'of %s, an error of ours, shows neither message nor errors',
    (code) => {
      const error = new AppError(code, 'secret', { errors: [{ pointer: '', detail: 'secret' }] });
      expect(JSON.stringify(problemOf(error, 'c-1'))).not.toContain('secret');
    },
  );
});
