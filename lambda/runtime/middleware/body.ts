import { isUtf8 } from 'node:buffer';
import { AppError } from '../../domain/app-error.ts';
import { JsonSyntaxError, parseJson } from '../../domain/parse-json.ts';
import type { CommandMiddleware } from './command-middleware.ts';

/** How large a body may be. */
export interface BodyLimits {
  /** Bytes of the body. */
  readonly maxBytes: number;
  /** Objects and arrays inside one another. */
  readonly maxDepth: number;
}

/** Reads the body as JSON, strictly, where the route takes one. Throws BODY_TOO_LARGE or MALFORMED_JSON. */
export function body(limits: BodyLimits): CommandMiddleware {
  return {
    before: ({ event, context }) => {
      if (context.command.route?.validate === undefined) return;
      const text = event.isBase64Encoded
        ? decodedText(Buffer.from(event.body ?? '', 'base64'), limits.maxBytes)
        : checkedText(event.body ?? '', limits.maxBytes);
      context.command.body = parsed(text, limits.maxDepth);
    },
  };
}

/** The API is told that JSON is binary, so that the bytes come as they were sent. */
function decodedText(bytes: Buffer, maxBytes: number): string {
  checkSize(bytes.length, maxBytes);
  if (!isUtf8(bytes)) throw malformed('the body is not UTF-8', { offset: 0, pointer: '' });
  return bytes.toString('utf8');
}

/** Only an API without that setting hands over text: there, broken UTF-8 has become U+FFFD already. */
function checkedText(text: string, maxBytes: number): string {
  checkSize(Buffer.byteLength(text), maxBytes);
  const offset = text.indexOf('\ufffd');
  if (offset >= 0) throw malformed('the body is not UTF-8, or has U+FFFD in it', { offset, pointer: '' });
  return text;
}

function checkSize(bytes: number, maxBytes: number): void {
  if (bytes > maxBytes) {
    throw new AppError(
      'BODY_TOO_LARGE',
      `the body has ${bytes} bytes; at most ${maxBytes} are taken: send fewer at once`,
    );
  }
}

function parsed(text: string, maxDepth: number): ReturnType<typeof parseJson> {
  if (text === '') throw malformed('the body is empty', { offset: 0, pointer: '' });
  if (text.startsWith('\ufeff')) {
    throw malformed('the body begins with a byte order mark, which JSON must not have', {
      offset: 0,
      pointer: '',
    });
  }
  try {
    return parseJson(text, { maxDepth });
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw malformed(error.message, error);
    throw error;
  }
}

function malformed(what: string, at: { readonly offset: number; readonly pointer: string }): AppError {
  const detail = `${what}, at character ${at.offset}`;
  return new AppError('MALFORMED_JSON', detail, { errors: [{ pointer: at.pointer, detail }] });
}
