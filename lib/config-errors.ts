import { Ajv, type DefinedError } from 'ajv';
import type { AppConfig, ReaderConfig } from './config.ts';
import { CONFIG_SCHEMA } from './config-schema.ts';
import { feedConfigErrors } from './feed-admin/feed-config.ts';

// The keyword is a note for the messages below; it checks nothing.
const ajv = new Ajv({ allErrors: true, useDefaults: true, verbose: true, allowUnionTypes: true });
ajv.addKeyword('expected');
const validate = ajv.compile<AppConfig>(CONFIG_SCHEMA);

/**
 * Fills defaults into `fields`, and returns everything that is wrong with them, one line each: the JSON Pointer, what
 * came, what was expected.
 */
export function configErrors(fields: unknown, options: { readonly local: boolean }): string[] {
  if (!validate(fields)) {
    const lines = (validate.errors as DefinedError[]).filter(isOfWholeField).map(describe);
    return [...new Set(lines)];
  }
  return [
    ...authErrors(fields, options.local),
    ...readerErrors(fields.readers, options.local),
    ...feedConfigErrors(fields.feed).map((error) => wrong(...error)),
    ...alarmErrors(fields),
  ];
}

/** What went wrong inside the branches of an `anyOf` is told by the `anyOf` itself. */
function isOfWholeField(error: DefinedError): boolean {
  return !error.schemaPath.includes('/anyOf/');
}

function describe(error: DefinedError): string {
  switch (error.keyword) {
    case 'required':
      return wrong(`${error.instancePath}/${error.params.missingProperty}`, undefined, 'a value');
    case 'additionalProperties': {
      const { additionalProperty: name } = error.params;
      const known = Object.keys((error.parentSchema?.properties ?? {}) as object).join(', ');
      const value = (error.data as Record<string, unknown>)[name];
      return wrong(`${error.instancePath}/${name}`, value, `no such field; known are ${known}`);
    }
    default:
      return wrong(error.instancePath, error.data, error.parentSchema?.expected ?? expected(error));
  }
}

function expected(error: DefinedError): string {
  if (error.keyword === 'enum')
    return `one of ${error.params.allowedValues.map((v) => JSON.stringify(v)).join(', ')}`;
  if (error.keyword === 'type')
    return `${/^[aeio]/.test(error.params.type) ? 'an' : 'a'} ${error.params.type}`;
  return (error.message ?? '').replace(/^must (be|NOT have) /, (_, verb) => (verb === 'be' ? '' : 'not '));
}

function wrong(pointer: string, came: unknown, expectation: string): string {
  return `${pointer || '/'}: got ${came === undefined ? 'nothing' : JSON.stringify(came)}, expected ${expectation}`;
}

function authErrors({ auth }: AppConfig, local: boolean): string[] {
  return (['issuer', 'jwksUrl'] as const).flatMap((field) => {
    const url = auth?.[field];
    if (url === undefined || local || url.startsWith('https:')) return [];
    return [wrong(`/auth/${field}`, url, 'an https URL')];
  });
}

function readerErrors(readers: readonly ReaderConfig[], local: boolean): string[] {
  return readers.flatMap((reader, index) => {
    const at = `/readers/${index}`;
    const errors: string[] = [];
    const first = readers.findIndex(({ name }) => name === reader.name);
    if (first !== index)
      errors.push(wrong(`${at}/name`, reader.name, `another name than that of /readers/${first}`));
    const account = /^arn:[^:]+:iam::(\d{12}):/.exec(reader.role)?.[1];
    if (account !== undefined && account !== reader.accountId)
      errors.push(wrong(`${at}/role`, reader.role, `a role of account ${reader.accountId}`));
    if (reader.assumeRole && reader.externalId === undefined)
      errors.push(wrong(`${at}/externalId`, undefined, 'a value, for assumeRole is true'));
    if (!reader.assumeRole && reader.externalId !== undefined)
      errors.push(wrong(`${at}/externalId`, reader.externalId, 'nothing, for assumeRole is false'));
    if (reader.enhancedFanOut && local)
      errors.push(wrong(`${at}/enhancedFanOut`, true, 'false, for the emulator has no fan-out consumers'));
    return errors;
  });
}

function alarmErrors({ alarms }: AppConfig): string[] {
  if (alarms.email === undefined || alarms.topicArn === undefined) return [];
  return [wrong('/alarms/topicArn', alarms.topicArn, 'either email or topicArn, not both')];
}
