import { randomBytes } from 'node:crypto';

/** Who may ask the local OAuth2 server for a token, and what the token allows. */
export interface OauthClient {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly roles: readonly string[];
}

/**
 * One client a role, under the role's name; `operator` may do everything, `nobody` has a token that allows nothing, and
 * `data-sync` is Millrace itself, for the receiver.
 */
const CLIENT_ROLES = {
  ordering: ['ordering'],
  crm: ['crm'],
  'system-config': ['system-config'],
  'system-admin': ['system-admin'],
  'job-admin': ['job-admin'],
  'feed-reader': ['feed-reader'],
  operator: ['ordering', 'crm', 'system-config', 'system-admin', 'job-admin', 'feed-reader'],
  nobody: [],
  'data-sync': [],
} as const satisfies Record<string, readonly string[]>;

/** Name and client id of a client. */
export type OauthClientName = keyof typeof CLIENT_ROLES;
/** Every client, by its name. */
export type OauthClients = Readonly<Record<OauthClientName, OauthClient>>;

/** The clients of one run, each with a secret of its own. */
export function makeOauthClients(): OauthClients {
  const clients = Object.entries(CLIENT_ROLES).map(([name, roles]) => [
    name,
    { clientId: name, clientSecret: randomBytes(24).toString('base64url'), roles },
  ]);
  return Object.fromEntries(clients) as OauthClients;
}
