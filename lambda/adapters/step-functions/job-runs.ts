import {
  DescribeExecutionCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { JobRuns } from '../../data-sync-admin/ports.ts';

export interface StepFunctionsJobRunsOptions {
  readonly client: Pick<SFNClient, 'send'>;
  readonly stateMachineArn: string;
}

/** Runs of the data sync job as executions of its state machine, which bear the run's id as their name. */
export class StepFunctionsJobRuns implements JobRuns {
  readonly #client: Pick<SFNClient, 'send'>;
  readonly #stateMachineArn: string;

  constructor({ client, stateMachineArn }: StepFunctionsJobRunsOptions) {
    this.#client = client;
    this.#stateMachineArn = stateMachineArn;
  }

  async start(runId: string): Promise<string> {
    const { executionArn = '' } = await this.#client.send(
      new StartExecutionCommand({
        stateMachineArn: this.#stateMachineArn,
        name: runId,
        input: JSON.stringify({ runId, startedBy: 'request' }),
      }),
    );
    return executionArn;
  }

  async stop(execution: string): Promise<void> {
    await this.#client.send(
      new StopExecutionCommand({ executionArn: execution, error: 'Canceled', cause: 'stopped by request' }),
    );
  }

  async endOf(execution: string): ReturnType<JobRuns['endOf']> {
    try {
      const { status, stopDate } = await this.#client.send(
        new DescribeExecutionCommand({ executionArn: execution }),
      );
      if (status === 'RUNNING' || status === 'PENDING_REDRIVE') return undefined;
      const how = status === 'SUCCEEDED' ? 'success' : status === 'ABORTED' ? 'canceled' : 'error';
      return { how, ...(stopDate === undefined ? {} : { at: stopDate.getTime() }) };
    } catch (error) {
      // Kept for 90 days only (Service Quotas, "Standard Workflows").
      if (error instanceof Error && error.name === 'ExecutionDoesNotExist') return { how: 'error' };
      throw error;
    }
  }
}
