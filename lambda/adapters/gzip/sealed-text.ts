import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const MARK_CHARACTERS = 16;

/** A text that nobody can read, or make, without the key (32 bytes in base64). */
export function sealedText(text: string, key: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, Buffer.from(key, 'base64'), nonce);
  const sealed = [cipher.update(text, 'utf8'), cipher.final()];
  return Buffer.concat([nonce, ...sealed, cipher.getAuthTag()]).toString('base64url');
}

/** The text that was sealed; undefined for anything that was not, with this key. */
export function openedText(sealed: string, key: string): string | undefined {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
  try {
    const nonce = bytes.subarray(0, NONCE_BYTES);
    const opener = createDecipheriv(CIPHER, Buffer.from(key, 'base64'), nonce, { authTagLength: TAG_BYTES });
    opener.setAuthTag(bytes.subarray(-TAG_BYTES));
    return opener.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + opener.final('utf8');
  } catch {
    return undefined;
  }
}

/** What the text is recognised by, and cannot be guessed from, without the key. */
export function markOf(text: string, key: string): string {
  return createHmac('sha256', key).update(text).digest('base64url').slice(0, MARK_CHARACTERS);
}
