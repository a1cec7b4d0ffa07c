/** Functions that the job's states call, by their ARNs. */
export interface JobFunctions {
  readonly acquireLease: string;
  readonly drainLanes: string;
  readonly releaseLease: string;
}

/** A turn leaves 7 events in the history, of 25,000 (Step Functions, "Quotas"): 8 workers with so many turns leave 11,200. */
export const MAX_TURNS = 200;

/** A function cannot live longer than its 15 minutes: after this it is certainly over. */
const SURELY_OVER_SECONDS = 16 * 60;

/** Errors of Lambda, not of the function. After the first, it has not begun; after the others nobody knows. */
const NOT_BEGUN = ['Lambda.TooManyRequestsException'];
const UNKNOWN = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.ClientExecutionTimeoutException',
];

/** May be called again at once, whatever became of it. */
const RETRY = [
  {
    ErrorEquals: [...NOT_BEGUN, ...UNKNOWN],
    IntervalSeconds: 2,
    BackoffRate: 2,
    MaxAttempts: 5,
    JitterStrategy: 'FULL',
  },
];

/** A turn that may still be sending must not meet itself: it is taken again once it is certainly over. */
const RETRY_TURN = [
  { ErrorEquals: NOT_BEGUN, IntervalSeconds: 2, BackoffRate: 2, MaxAttempts: 8, JitterStrategy: 'FULL' },
  { ErrorEquals: UNKNOWN, IntervalSeconds: SURELY_OVER_SECONDS, MaxAttempts: 2 },
];

const jsonata = (expression: string) => `{% ${expression} %}`;

/**
 * The data sync job in Amazon States Language, with the names that a person reads in the console. `$runId` is the run's id, the same in all
 * executions of a run; every id is a text.
 */
export function jobDefinition({ acquireLease, drainLanes, releaseLease }: JobFunctions): object {
  const release = {
    Type: 'Task',
    Resource: releaseLease,
    TimeoutSeconds: 60,
    Arguments: { runId: jsonata('$runId'), tasks: jsonata('$append([], $states.input)') },
    Retry: RETRY,
  };
  return {
    Comment: 'Sends what is queued to the receiver, each customer in order',
    QueryLanguage: 'JSONata',
    StartAt: 'Acquire lease',
    States: {
      'Acquire lease': {
        Type: 'Task',
        Resource: acquireLease,
        TimeoutSeconds: 60,
        Arguments: {
          runId: jsonata('$exists($states.input.runId) ? $states.input.runId : null'),
          executionName: jsonata('$states.context.Execution.Name'),
          execution: jsonata('$states.context.Execution.Id'),
          started: jsonata('$states.context.Execution.StartTime'),
          startedBy: jsonata("$exists($states.input.startedBy) ? $states.input.startedBy : 'schedule'"),
          tasks: jsonata('$exists($states.input.tasks) ? $states.input.tasks : null'),
        },
        Assign: {
          runId: jsonata('$states.result.runId'),
          startedBy: jsonata("$exists($states.input.startedBy) ? $states.input.startedBy : 'schedule'"),
          part: jsonata('$exists($states.input.part) ? $states.input.part : 1'),
        },
        Retry: RETRY,
        Next: 'Is the lease ours?',
      },
      'Is the lease ours?': {
        Type: 'Choice',
        Choices: [
          { Condition: jsonata('$not($states.input.acquired)'), Next: 'Skip this run' },
          {
            Condition: jsonata('$count($states.input.tasks) = 1'),
            Output: jsonata('$states.input.tasks[0]'),
            Next: 'Send what is in progress',
          },
        ],
        Default: 'Each worker',
      },
      'Skip this run': {
        Type: 'Succeed',
        Output: { runId: jsonata('$runId'), status: 'skipped', reason: jsonata('$states.input.reason') },
      },
      ...workerStates(drainLanes, ALONE),
      'Each worker': {
        Type: 'Map',
        Items: jsonata('$states.input.tasks'),
        ItemProcessor: {
          ProcessorConfig: { Mode: 'INLINE' },
          StartAt: SIDE_BY_SIDE.sendProgress,
          States: { ...workerStates(drainLanes, SIDE_BY_SIDE), [SIDE_BY_SIDE.end]: { Type: 'Succeed' } },
        },
        Next: 'How did it go?',
      },
      // One worker's end, or the list of all.
      'How did it go?': {
        Type: 'Choice',
        Choices: [
          {
            Condition: jsonata('$count($states.input[$exists(error)]) > 0'),
            Next: 'Release lease after failure',
          },
          {
            Condition: jsonata("$count($states.input[ended = 'time']) > 0"),
            Next: 'Continue in a new execution',
          },
        ],
        Default: 'Release lease',
      },
      'Release lease': { ...release, End: true },
      'Release lease after failure': { ...release, Next: 'Data sync failed' },
      'Data sync failed': {
        Type: 'Fail',
        Error: jsonata('$states.input.errorName'),
        Cause: jsonata('$states.input.cause'),
      },
      // The lease stays with the run: it takes it up again under the same id.
      'Continue in a new execution': {
        Type: 'Task',
        Resource: 'arn:aws:states:::states:startExecution',
        Arguments: {
          StateMachineArn: jsonata('$states.context.StateMachine.Id'),
          // A start that is tried again finds that it has been done.
          Name: jsonata("$runId & '-part' & $string($part + 1)"),
          Input: {
            runId: jsonata('$runId'),
            startedBy: jsonata('$startedBy'),
            part: jsonata('$part + 1'),
            tasks: jsonata("[$states.input.{'worker': worker, 'delivered': delivered, 'parked': parked}]"),
          },
        },
        Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 2, BackoffRate: 2, MaxAttempts: 5 }],
        Output: {
          runId: jsonata('$runId'),
          status: 'continued',
          execution: jsonata('$states.result.ExecutionArn'),
        },
        End: true,
      },
    },
  };
}

/** Names of a worker's states; a state machine has each name once. */
interface WorkerStates {
  readonly sendProgress: string;
  readonly isSent: string;
  readonly sendPending: string;
  readonly isEmpty: string;
  /** The state that follows, whatever happened. */
  readonly end: string;
}

const ALONE: WorkerStates = {
  sendProgress: 'Send what is in progress',
  isSent: 'Is it sent?',
  sendPending: 'Move and send pending',
  isEmpty: 'Is anything left?',
  end: 'How did it go?',
};

const SIDE_BY_SIDE: WorkerStates = {
  sendProgress: 'Worker: send what is in progress',
  isSent: 'Worker: is it sent?',
  sendPending: 'Worker: move and send pending',
  isEmpty: 'Worker: is anything left?',
  end: 'Worker ends',
};

/** One worker: what an earlier run left, then batch by batch until nothing is pending. */
function workerStates(drainLanes: string, names: WorkerStates): Readonly<Record<string, object>> {
  const { sendProgress, isSent, sendPending, isEmpty, end } = names;
  const turn = (from: 'progress' | 'pending', next: string) => ({
    Type: 'Task',
    Resource: drainLanes,
    TimeoutSeconds: SURELY_OVER_SECONDS,
    Arguments: jsonata(`$merge([$states.input, {'from': '${from}'}])`),
    Output: jsonata("$merge([$states.input, $states.result, {'turns': $states.input.turns + 1}])"),
    Retry: RETRY_TURN,
    Catch: [
      {
        ErrorEquals: ['States.ALL'],
        Output: jsonata(
          "$merge([$states.input, {'error': $states.errorOutput.Error, 'cause': $states.errorOutput.Cause}])",
        ),
        Next: end,
      },
    ],
    Next: next,
  });
  const ended = (how: string, next: string) => ({
    Condition: jsonata(`$states.input.ended = '${how}'`),
    Next: next,
  });
  const enough = { Condition: jsonata(`$states.input.turns >= ${MAX_TURNS}`), Next: end };
  return {
    [sendProgress]: turn('progress', isSent),
    [isSent]: {
      Type: 'Choice',
      Choices: [ended('empty', sendPending), ended('lost', end), enough],
      Default: sendProgress,
    },
    [sendPending]: turn('pending', isEmpty),
    [isEmpty]: {
      Type: 'Choice',
      Choices: [ended('empty', end), ended('lost', end), enough],
      Default: sendPending,
    },
  };
}
