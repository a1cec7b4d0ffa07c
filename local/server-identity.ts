import { generate } from 'selfsigned';

/** What a TLS server on this machine shows, and the authority by which others know it; all in PEM. */
export interface ServerIdentity {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

const KEY = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const;
const DNS_NAME = 2;
const IP_ADDRESS = 7;

/** A certificate for 127.0.0.1 and localhost, by an authority made for it alone, whose key is forgotten at once. */
export async function makeServerIdentity(): Promise<ServerIdentity> {
  const authority = await generate([{ name: 'commonName', value: 'Millrace on this machine' }], {
    ...KEY,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  });
  const server = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...KEY,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: DNS_NAME, value: 'localhost' },
          { type: IP_ADDRESS, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { ca: authority.cert, cert: server.cert, key: server.private };
}
