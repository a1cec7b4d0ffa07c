import { type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { TaskJob } from '../../scheduled-tasks/ports.ts';

export interface StepFunctionsTaskJobOptions {
  readonly client: Pick<SFNClient, 'send'>;
  readonly stateMachineArn: string;
}

/** Runs of scheduled tasks as executions of their state machine, which bear the run's id as their name. */
export class StepFunctionsTaskJob implements TaskJob {
  readonly #client: Pick<SFNClient, 'send'>;
  readonly #stateMachineArn: string;

  constructor({ client, stateMachineArn }: StepFunctionsTaskJobOptions) {
    this.#client = client;
    this.#stateMachineArn = stateMachineArn;
  }

  async start({ task, runId }: { readonly task: string; readonly runId: string }): Promise<string> {
    const { executionArn = '' } = await this.#client.send(
      new StartExecutionCommand({
        stateMachineArn: this.#stateMachineArn,
        name: runId,
        input: JSON.stringify({ task, runId, startedBy: 'request' }),
      }),
    );
    return executionArn;
  }
}
