import { createHmac } from 'node:crypto';
import { AppError } from '../../domain/app-error.ts';

/** The longest body of secrets that Standard Webhooks knows, and the shortest: 24 to 64 bytes. */
const SECRET_BYTES = { min: 24, max: 64 };

/** What is signed: the message's id, the time in epoch seconds, the body as it is sent. */
export interface SignedMessage {
  readonly id: string;
  readonly timestamp: number;
  readonly body: string;
}

/** The headers of a signed message, names and values in turns. */
export type WebhookSigner = (message: SignedMessage) => readonly string[];

/**
 * Signs as Standard Webhooks 1.0 says (HMAC-SHA256, `v1`), once with each secret: while one is being replaced both are
 * valid. A secret is base64, with or without `whsec_`. Throws CONFIG_INVALID when there is none, or one is no secret.
 */
export function webhookSigner(secrets: readonly string[]): WebhookSigner {
  const keys = secrets.map(signingKey);
  if (keys.length === 0) throw new AppError('CONFIG_INVALID', 'no secret to sign messages with');
  return ({ id, timestamp, body }) => {
    const content = `${id}.${timestamp}.${body}`;
    const signatures = keys.map((key) => `v1,${createHmac('sha256', key).update(content).digest('base64')}`);
    return ['webhook-id', id, 'webhook-timestamp', `${timestamp}`, 'webhook-signature', signatures.join(' ')];
  };
}

function signingKey(secret: string): Buffer {
  const base64 = secret.replace(/^whsec_/, '');
  const key = Buffer.from(base64, 'base64');
  const exact = key.toString('base64').replace(/=+$/, '') === base64.replace(/=+$/, '');
  if (exact && key.length >= SECRET_BYTES.min && key.length <= SECRET_BYTES.max) return key;
  // Not one character of what may be a secret goes into the message.
  throw new AppError(
    'CONFIG_INVALID',
    `a signing secret must be ${SECRET_BYTES.min} to ${SECRET_BYTES.max} bytes in base64, as whsec_…; this one is not`,
  );
}
