import { createHash } from 'node:crypto';
import { AppError } from '../../domain/app-error.ts';
import { type JsonValue, stringifyJson } from '../../domain/json.ts';
import { type CommandMiddleware, header } from './command-middleware.ts';

const VISIBLE_ASCII = /^[\x21-\x7e]{1,255}$/;

/** Makes of the Idempotency-Key header what `Command.idempotency` says. Throws VALIDATION_FAILED for one that is not 1-255 visible ASCII characters. */
export function idempotencyKey(): CommandMiddleware {
  return {
    before: ({ event, context }) => {
      const { caller, routeName, path, body } = context.command;
      const sent = header(event, 'idempotency-key');
      if (sent === undefined) return;
      if (!VISIBLE_ASCII.test(sent)) {
        throw new AppError(
          'VALIDATION_FAILED',
          'the Idempotency-Key must be 1 to 255 visible ASCII characters',
        );
      }
      context.command.idempotency = {
        key: digest([caller?.clientId ?? '', caller?.subject ?? '', routeName, sent]),
        fingerprint: digest([path, body]),
      };
    },
  };
}

function digest(parts: JsonValue): string {
  return createHash('sha256').update(stringifyJson(parts)).digest('base64url');
}
