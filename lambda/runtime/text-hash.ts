import { createHash } from 'node:crypto';

/** SHA-256 of a text, 43 characters of base64url: the same for the same text only. */
export function textHash(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
