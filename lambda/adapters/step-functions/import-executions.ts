import { DescribeExecutionCommand, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { ImportExecutions } from '../../batch-import/ports.ts';

export interface StepFunctionsImportExecutionsOptions {
  readonly client: Pick<SFNClient, 'send'>;
  readonly stateMachineArn: string;
}

/** Executions of the import's state machine. */
export class StepFunctionsImportExecutions implements ImportExecutions {
  readonly #client: Pick<SFNClient, 'send'>;
  readonly #stateMachineArn: string;

  constructor({ client, stateMachineArn }: StepFunctionsImportExecutionsOptions) {
    this.#client = client;
    this.#stateMachineArn = stateMachineArn;
  }

  async start({ name, file, version }: Parameters<ImportExecutions['start']>[0]): Promise<void> {
    await this.#client.send(
      new StartExecutionCommand({
        stateMachineArn: this.#stateMachineArn,
        name,
        input: JSON.stringify({ file, version }),
      }),
    );
  }

  async isRunning(execution: string): Promise<boolean> {
    try {
      const { status } = await this.#client.send(new DescribeExecutionCommand({ executionArn: execution }));
      return status === 'RUNNING' || status === 'PENDING_REDRIVE';
    } catch (error) {
      // Kept for 90 days only (Service Quotas, "Standard Workflows").
      if (error instanceof Error && error.name === 'ExecutionDoesNotExist') return false;
      throw error;
    }
  }
}
