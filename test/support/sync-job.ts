import { beginRun } from '../../lambda/data-sync/begin-run.ts';
import { type EndedRun, type EndedTask, endRun } from '../../lambda/data-sync/end-run.ts';
import { currentSettings, jobSettings } from '../../lambda/data-sync/job-settings.ts';
import type { SettingsReader } from '../../lambda/data-sync/ports.ts';
import { type TurnPorts, takeTurn } from '../../lambda/data-sync/take-turn.ts';

/** Everything that a run of the job touches. */
export interface JobPorts extends TurnPorts {
  readonly settings: SettingsReader;
}

/** Long enough for every run of a test. */
const TURN_MS = 13 * 60_000;

/** A run of the job, state by state as in lib/data-sync/job-definition.ts. */
export async function runJob(
  ports: JobPorts,
  runId: string,
): Promise<EndedRun | { readonly status: 'skipped'; readonly reason: string }> {
  const begun = await beginRun(ports, {
    runId,
    started: ports.clock(),
    startedBy: 'request',
    execution: `execution:${runId}`,
  });
  if (!begun.acquired) return { status: 'skipped', reason: begun.reason };
  const { workers } = begun;
  const tasks = await Promise.all(
    Array.from({ length: workers }, (_, worker) => work(ports, { runId, worker, workers })),
  );
  return endRun(ports, { runId, tasks });
}

async function work(
  ports: JobPorts,
  run: { readonly runId: string; readonly worker: number; readonly workers: number },
): Promise<EndedTask> {
  let counts = { worker: run.worker, delivered: 0, parked: 0 };
  try {
    for (const from of ['progress', 'pending'] as const) {
      for (;;) {
        const settings = jobSettings(await currentSettings(ports.settings));
        const turn = await takeTurn(ports, settings, {
          ...run,
          ...counts,
          from,
          until: ports.clock() + TURN_MS,
        });
        counts = { worker: run.worker, delivered: turn.delivered, parked: turn.parked };
        if (turn.ended === 'lost' || (turn.ended === 'empty' && from === 'pending'))
          return { ...counts, ended: turn.ended };
        if (turn.ended === 'empty') break;
      }
    }
    return { ...counts, ended: 'empty' };
  } catch (error) {
    const { name, message } = error as Error;
    return { ...counts, error: name, cause: JSON.stringify({ errorType: name, errorMessage: message }) };
  }
}
