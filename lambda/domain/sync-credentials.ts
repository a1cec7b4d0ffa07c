import { AppError } from './app-error.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from './json.ts';
import { parseJson } from './parse-json.ts';

/** What a client shows to the token URL and to the receiver. Secret but for its id: never logged, never answered. */
export interface SyncCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Standard Webhooks secrets; while one is being replaced, both. */
  readonly signingSecrets?: readonly string[];
  /** The client's own certificate and its key, PEM, where the receiver asks for one. */
  readonly certificate?: string;
  readonly certificateKey?: string;
}

/**
 * A credential map as its secret holds it: credentials by key name, whatever else may be in it. Throws CONFIG_INVALID,
 * which says nothing of what is in the secret, when it holds anything but a JSON object.
 */
export function credentialMap(secretText: string): JsonObject {
  if (secretText.trim() === '') return {};
  const map = parsed(secretText);
  if (!isJsonObject(map)) throw new AppError('CONFIG_INVALID', 'the credential map is not a JSON object');
  return map;
}

function parsed(text: string): JsonValue {
  try {
    return parseJson(text);
  } catch {
    return null;
  }
}

/** The map with other credentials under one key, and all that stands beside it as it was. */
export function withCredentials(map: JsonObject, key: string, credentials: SyncCredentials): JsonObject {
  return { ...map, [key]: { ...credentials } };
}

/** The credentials under a key; undefined when there are none, or no usable ones. */
export function credentialsIn(map: JsonObject, key: string): SyncCredentials | undefined {
  const entry = Object.hasOwn(map, key) ? map[key] : undefined;
  if (!isJsonObject(entry)) return undefined;
  const { clientId, clientSecret, signingSecrets, certificate, certificateKey } = entry;
  if (!isFilled(clientId) || !isFilled(clientSecret)) return undefined;
  const secrets = isJsonArray(signingSecrets) ? signingSecrets.filter(isFilled) : [];
  return {
    clientId,
    clientSecret,
    ...(secrets.length > 0 ? { signingSecrets: secrets } : {}),
    ...(isFilled(certificate) && isFilled(certificateKey) ? { certificate, certificateKey } : {}),
  };
}

function isFilled(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && value !== '';
}
