import type { ScriptedAnswer } from '../../lambda/adapters/memory/memory-receiver.ts';
import type { Certificate } from '../support/certificates.ts';
import { answering, TlsServer } from '../support/tls-server.ts';
import { localCertificates, receiverFor } from '../support/webhook-setup.ts';
import { RECEIVER_NOW, receiverContract } from './receiver.ts';

let certificates: { authority: Certificate; server: Certificate };
beforeAll(async () => {
  certificates = await localCertificates();
});

function answerOf({ status, retryAfter, body }: ScriptedAnswer) {
  return answering(status, retryAfter === undefined ? {} : { 'retry-after': retryAfter }, body);
}

receiverContract('a webhook over TLS', async () => {
  const server = await new TlsServer(certificates.server).start();
  const { receiver } = receiverFor(server, certificates.authority, { clock: () => RECEIVER_NOW });
  return {
    receiver,
    respond: (...answers) => server.script(...answers.map(answerOf)),
    got: () => server.received.map(({ body }) => JSON.parse(body).messages),
    stop: async () => {
      await receiver.close();
      await server.stop();
    },
  };
});
