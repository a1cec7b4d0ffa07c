import { authorize } from '../../lambda/authorization/authorize.ts';
import type { TokenClaims, TokenVerifier } from '../../lambda/authorization/ports.ts';
import { rolesOf } from '../../lambda/authorization/roles.ts';

const claims = (more: Record<string, unknown>): TokenClaims => ({ exp: 1, ...more });

describe('the roles of a token', () => {
  it.each<[string, string, Record<string, unknown>, string[]]>([
    ['in a list', 'roles', { roles: ['crm', 'ordering'] }, ['crm', 'ordering']],
    ['in a text', 'roles', { roles: 'crm  ordering' }, ['crm', 'ordering']],
    ['in a claim inside claims', 'realm_access.roles', { realm_access: { roles: ['crm'] } }, ['crm']],
    [
      'in a claim with dots in its name',
      'https://a.example/roles',
      { 'https://a.example/roles': ['crm'] },
      ['crm'],
    ],
    ['in Cognito groups', 'cognito:groups', { 'cognito:groups': ['job-admin', 'x'] }, ['job-admin']],
    ['in scopes', 'scope', { scope: 'openid millrace/feed-reader millrace/root' }, ['feed-reader']],
  ])('are found %s', (_what, claim, given, expected) => {
    expect(rolesOf(claims(given), { claim, audience: 'millrace' })).toEqual(expected);
  });

  it.each<[string, string, Record<string, unknown>]>([
    ['a claim that is missing', 'roles', {}],
    ['an object', 'roles', { roles: { ordering: true } }],
    ['a list of other things', 'roles', { roles: [['ordering'], { ordering: 1 }, 7, null] }],
    ['roles of no kind of ours', 'roles', { roles: ['admin', 'root', '*'] }],
    ['scopes of another resource server', 'scope', { scope: 'other/ordering millrace-dev/ordering' }],
    ['a way that leads through a text', 'realm.roles', { realm: 'roles' }],
    ['a way over the prototype', '__proto__.roles', {}],
    ['a claim of every object', 'constructor.name', {}],
  ])('are none for %s', (_what, claim, given) => {
    expect(rolesOf(claims(given), { claim, audience: 'millrace' })).toEqual([]);
  });

  it('stand once where they are named twice', () => {
    const options = { claim: 'scope', audience: 'millrace' };
    expect(rolesOf(claims({ scope: 'crm millrace/crm' }), options)).toEqual(['crm']);
  });
});

describe("the caller's name", () => {
  const allowed = async (given: Record<string, unknown>) => {
    const verifier: TokenVerifier = {
      verify: async () => ({ outcome: 'verified', claims: claims({ aud: 'millrace', ...given }) }),
    };
    return authorize('Bearer a.b.c', { verifier, audience: 'millrace', rolesClaim: 'scope' });
  };

  it.each([
    ['client_id', { sub: 's', client_id: 'shop', azp: 'x' }],
    ['azp', { sub: 's', azp: 'shop' }],
    ['appid', { sub: 's', appid: 'shop' }],
    ['cid', { sub: 's', cid: 'shop' }],
  ])('is that of the client in %s', async (_claim, given) => {
    expect(await allowed(given)).toMatchObject({ subject: 's', clientId: 'shop' });
  });

  it("is the client's where there is no subject, and unknown where there is no client", async () => {
    expect(await allowed({ client_id: 'shop' })).toMatchObject({ subject: 'shop', clientId: 'shop' });
    expect(await allowed({ sub: 's' })).toMatchObject({ subject: 's', clientId: 'unknown' });
    expect(await allowed({ sub: '', client_id: 7 })).toMatchObject({ outcome: 'refused' });
  });

  it('is taken from a Cognito access token by the resource server in its scopes, for it has no audience', async () => {
    const cognito = { token_use: 'access', client_id: 'shop', sub: 's' };
    const decide = (more: Record<string, unknown>) => {
      const verifier: TokenVerifier = {
        verify: async () => ({ outcome: 'verified', claims: claims({ ...cognito, ...more }) }),
      };
      return authorize('Bearer a.b.c', { verifier, audience: 'millrace', rolesClaim: 'scope' });
    };
    expect(await decide({ scope: 'millrace/crm' })).toMatchObject({ outcome: 'allowed', roles: ['crm'] });
    expect(await decide({ scope: 'other/crm' })).toMatchObject({ outcome: 'refused' });
    expect(await decide({})).toMatchObject({ outcome: 'refused' });
    expect(await decide({ scope: 'millrace/crm', token_use: 'id' })).toMatchObject({ outcome: 'refused' });
  });
});
