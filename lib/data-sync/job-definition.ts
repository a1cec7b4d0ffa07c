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
    Arguments: { runId: jsonata('$runId'), tasks: jsonata('$states.input') },
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
        Choices: [{ Condition: jsonata('$states.input.acquired'), Next: 'Each worker' }],
        Default: 'Skip this run',
      },
      'Skip this run': {
        Type: 'Succeed',
        Output: { runId: jsonata('$runId'), status: 'skipped', reason: jsonata('$states.input.reason') },
      },
      'Each worker': {
        Type: 'Map',
        Items: jsonata('$states.input.tasks'),
        ItemProcessor: {
          ProcessorConfig: { Mode: 'INLINE' },
          StartAt: 'Send what is in progress',
          States: workerStates(drainLanes),
        },
        Next: 'How did it go?',
      },
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

/** One worker: what an earlier run left, then batch by batch until nothing is pending. */
function workerStates(drainLanes: string): object {
  const turn = (from: 'progress' | 'pending') => ({
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
        Next: 'Worker ends',
      },
    ],
  });
  const enough = { Condition: jsonata(`$states.input.turns >= ${MAX_TURNS}`), Next: 'Worker ends' };
  return {
    'Send what is in progress': { ...turn('progress'), Next: 'Is it sent?' },
    'Is it sent?': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata("$states.input.ended = 'empty'"), Next: 'Move and send pending' },
        { Condition: jsonata("$states.input.ended = 'lost'"), Next: 'Worker ends' },
        enough,
      ],
      Default: 'Send what is in progress',
    },
    'Move and send pending': { ...turn('pending'), Next: 'Is anything left?' },
    'Is anything left?': {
      Type: 'Choice',
      Choices: [{ Condition: jsonata("$states.input.ended != 'time'"), Next: 'Worker ends' }, enough],
      Default: 'Move and send pending',
    },
    'Worker ends': { Type: 'Succeed' },
  };
}
