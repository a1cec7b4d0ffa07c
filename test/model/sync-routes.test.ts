import { meetsOneOf, ROLES, type Role } from '../../lambda/domain/role.ts';
import { ROUTES } from '../../lambda/model/routes.ts';

/** Who may do what, as the design says. */
const EXPECTED: Readonly<Record<string, (held: readonly Role[]) => boolean>> = {
  'GET /data-sync/config': any('system-config', 'system-admin'),
  'PUT /data-sync/config': any('system-config', 'system-admin'),
  'GET /data-sync/queues': any('system-config', 'system-admin'),
  'PUT /data-sync/credentials': any('system-admin'),
  'POST /data-sync/sample-message': (held) =>
    held.includes('system-admin') || (held.includes('system-config') && held.includes('job-admin')),
  'POST /data-sync/runs': any('job-admin', 'system-admin'),
  'GET /data-sync/runs': any('job-admin', 'system-admin'),
  'POST /data-sync/runs/{runId}/stop': any('job-admin', 'system-admin'),
  'GET /data-sync/parked': any('job-admin', 'system-admin'),
  'POST /data-sync/parked/redrive': any('job-admin', 'system-admin'),
  'POST /data-sync/parked/discard': any('job-admin', 'system-admin'),
};

function any(...roles: readonly Role[]): (held: readonly Role[]) => boolean {
  return (held) => held.some((role) => roles.includes(role));
}

describe('the data sync’s routes', () => {
  const routes = ROUTES.filter(({ path }) => path.startsWith('/data-sync'));

  it('are these', () => {
    expect(routes.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(
      Object.keys(EXPECTED).sort(),
    );
  });

  it.each(routes)('$method $path lets in exactly whom the design lets in', ({ method, path, roles }) => {
    const combinations = Array.from({ length: 2 ** ROLES.length }, (_, bits) =>
      ROLES.filter((_role, index) => bits & (1 << index)),
    );
    for (const held of combinations)
      expect([held, meetsOneOf(roles, held)]).toEqual([held, EXPECTED[`${method} ${path}`]?.(held)]);
  });
});
