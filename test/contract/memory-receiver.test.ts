import { MemoryReceiver } from '../../lambda/adapters/memory/memory-receiver.ts';
import { RECEIVER_NOW, receiverContract } from './receiver.ts';

receiverContract('a receiver in memory', async () => {
  const receiver = new MemoryReceiver(() => RECEIVER_NOW);
  return {
    receiver,
    respond: (...answers) => receiver.respond(...answers),
    got: () => receiver.got,
    stop: async () => {},
  };
});
