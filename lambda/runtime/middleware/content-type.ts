import { AppError } from '../../domain/app-error.ts';
import { type CommandMiddleware, header } from './command-middleware.ts';

const JSON_TYPE = /^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i;

/** Lets only `application/json` in UTF-8 without a content encoding pass, where the route takes a body. Throws UNSUPPORTED_MEDIA_TYPE. */
export function contentType(): CommandMiddleware {
  return {
    before: ({ event, context }) => {
      if (context.command.route?.validate === undefined) return;
      const type = header(event, 'content-type');
      if (type === undefined || !JSON_TYPE.test(type.trim())) {
        throw new AppError(
          'UNSUPPORTED_MEDIA_TYPE',
          `the Content-Type is ${type === undefined ? 'missing' : JSON.stringify(type.slice(0, 100))}; send application/json, in UTF-8`,
        );
      }
      const encoding = header(event, 'content-encoding')?.trim().toLowerCase() ?? 'identity';
      if (encoding !== 'identity' && encoding !== '') {
        throw new AppError('UNSUPPORTED_MEDIA_TYPE', 'send the body without a Content-Encoding');
      }
    },
  };
}
