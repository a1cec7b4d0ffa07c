import { createSign, generateKeyPairSync, randomUUID } from 'node:crypto';

/** A server's private key and certificate, PEM. */
export interface SelfSignedCertificate {
  readonly key: string;
  readonly cert: string;
}

const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  oid: 0x06,
  utf8: 0x0c,
  time: 0x17,
} as const;
const SEQUENCE = 0x30;
const SET = 0x31;

/** One element of DER (X.690). */
function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const size = content.length;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

const sequence = (...contents: readonly Buffer[]) => der(SEQUENCE, ...contents);
const oid = (hex: string) => der(TAG.oid, Buffer.from(hex, 'hex'));
const yes = der(TAG.boolean, Buffer.from([0xff]));

/** ecdsa-with-SHA256, commonName, subjectAltName, basicConstraints. */
const OID = { ecdsaSha256: '2a8648ce3d040302', name: '550403', altName: '551d11', constraints: '551d13' };

function utcTime(epochMs: number): Buffer {
  const digits = new Date(epochMs).toISOString().replaceAll(/\D/g, '').slice(2, 14);
  return der(TAG.time, Buffer.from(`${digits}Z`));
}

/** Makes a certificate of a day for localhost and 127.0.0.1 (RFC 5280), trusted by nobody who is not told to. */
export function selfSignedCertificate(now: number): SelfSignedCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(oid(OID.ecdsaSha256));
  // A name of its own: who trusts several finds the right one by it.
  const name = sequence(der(SET, sequence(oid(OID.name), der(TAG.utf8, Buffer.from(randomUUID())))));
  const altNames = sequence(der(0x82, Buffer.from('localhost')), der(0x87, Buffer.from([127, 0, 0, 1])));
  const extensions = sequence(
    sequence(oid(OID.constraints), yes, der(TAG.octets, sequence(yes))),
    sequence(oid(OID.altName), der(TAG.octets, altNames)),
  );
  const toSign = sequence(
    der(0xa0, der(TAG.integer, Buffer.from([2]))),
    der(TAG.integer, Buffer.from([1])),
    algorithm,
    name,
    sequence(utcTime(now - 3_600_000), utcTime(now + 86_400_000)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, extensions),
  );
  const signature = createSign('sha256').update(toSign).sign(privateKey);
  const certificate = sequence(toSign, algorithm, der(TAG.bits, Buffer.from([0]), signature));
  const lines = certificate
    .toString('base64')
    .match(/.{1,64}/g)
    ?.join('\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  };
}
