import { createServer as createControlServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { closeServer, listenOnLoopback } from './loopback-server.ts';
import { ReceivedMessages } from './received-messages.ts';
import { receiverControl } from './receiver-control.ts';
import { readBody } from './request-body.ts';
import { ScriptedAnswers } from './scripted-answers.ts';
import type { ServerIdentity } from './server-identity.ts';

/** A running webhook receiver. */
export interface Receiver {
  /** Where messages are POSTed to: https. */
  readonly url: string;
  /** Where it is looked at and told what to answer: plain http. */
  readonly controlUrl: string;
  stop(): Promise<void>;
}

export interface ReceiverOptions {
  readonly identity: ServerIdentity;
  /** Whose tokens it takes, for which audience, and with which keys they are signed. */
  readonly tokens: { readonly issuer: string; readonly audience: string; readonly jwksUrl: string };
}

const MAX_BODY_BYTES = 32 * 1024 * 1024;

/**
 * A third-party application that hears of changes: takes each POST that bears a valid token, with TLS 1.2 or later, and answers
 * with 200, or as it was told to; whoever bears none gets 401. On the loopback interface.
 */
export async function startReceiver({ identity, tokens }: ReceiverOptions): Promise<Receiver> {
  const messages = new ReceivedMessages();
  const script = new ScriptedAnswers();
  const ending = new AbortController();
  const isGood = tokenCheck(tokens);
  const server = createServer({ ...identity, minVersion: 'TLSv1.2' }, (request, response) => {
    receive(request, response).catch(() => response.destroy());
  });
  const answerControl = receiverControl({ messages, script });
  const control = createControlServer((request, response) => {
    answerControl(request, response).catch(() => response.destroy());
  });
  const [port, controlPort] = await Promise.all([listenOnLoopback(server), listenOnLoopback(control)]);
  return {
    url: `https://127.0.0.1:${port}/messages`,
    controlUrl: `http://127.0.0.1:${controlPort}`,
    stop: async () => {
      ending.abort();
      await Promise.all([closeServer(server), closeServer(control)]);
    },
  };

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [body, good] = await Promise.all([readBody(request, MAX_BODY_BYTES), isGood(request)]);
    const { status, delayMs } = answerTo(request, { body, good, script });
    messages.add({
      time: new Date().toISOString(),
      method: request.method ?? '',
      path: request.url ?? '',
      headers: withoutToken(request.headers),
      body: body ?? '',
      status,
    });
    if (delayMs > 0) await pause(delayMs, undefined, { signal: ending.signal });
    const detail = status === 200 ? 'received' : `answered with ${status}, as told`;
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ detail }));
  }
}

function answerTo(
  { method }: IncomingMessage,
  about: { readonly body: string | undefined; readonly good: boolean; readonly script: ScriptedAnswers },
) {
  if (!about.good) return { status: 401, delayMs: 0 };
  if (method !== 'POST') return { status: 405, delayMs: 0 };
  return about.body === undefined ? { status: 413, delayMs: 0 } : about.script.next();
}

function tokenCheck({ issuer, audience, jwksUrl }: ReceiverOptions['tokens']) {
  const keys = createRemoteJWKSet(new URL(jwksUrl));
  return async ({ headers }: IncomingMessage): Promise<boolean> => {
    const [, token] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? [];
    if (token === undefined) return false;
    return jwtVerify(token, keys, { issuer, audience, requiredClaims: ['exp'] }).then(
      () => true,
      () => false,
    );
  };
}

function withoutToken({ authorization, ...headers }: IncomingMessage['headers']) {
  const [scheme = ''] = authorization?.split(' ') ?? [];
  return { ...headers, ...(authorization === undefined ? {} : { authorization: `${scheme} [redacted]` }) };
}
