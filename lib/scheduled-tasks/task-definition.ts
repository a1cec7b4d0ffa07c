/** Functions that the states call, by their ARNs. */
export interface TaskFunctions {
  readonly beginTask: string;
  readonly walkCustomers: string;
  readonly endTask: string;
}

/** A function cannot live longer than its 15 minutes: after this it is certainly over. */
const SURELY_OVER_SECONDS = 16 * 60;

/** Whatever became of a call, it may be made again: what a task has done it does not do again. */
const RETRY = [
  {
    ErrorEquals: ['States.ALL'],
    IntervalSeconds: 2,
    BackoffRate: 2,
    MaxAttempts: 6,
    MaxDelaySeconds: 60,
    JitterStrategy: 'FULL',
  },
];

const jsonata = (expression: string) => `{% ${expression} %}`;

/**
 * The scheduled tasks in Amazon States Language, with the names that a person reads in the console. The task is the input. A part's
 * turns leave some seven events each in the history, of 25,000: room for hundreds of turns of a quarter of an hour.
 */
export function taskDefinition({ beginTask, walkCustomers, endTask }: TaskFunctions): object {
  return {
    Comment: 'Has a scheduled task look at all customers',
    QueryLanguage: 'JSONata',
    StartAt: 'Begin run',
    States: {
      'Begin run': {
        Type: 'Task',
        Resource: beginTask,
        TimeoutSeconds: 120,
        Arguments: {
          task: jsonata('$states.input.task'),
          runId: jsonata('$exists($states.input.runId) ? $states.input.runId : null'),
          executionName: jsonata('$states.context.Execution.Name'),
          execution: jsonata('$states.context.Execution.Id'),
          started: jsonata('$states.context.Execution.StartTime'),
          startedBy: jsonata("$exists($states.input.startedBy) ? $states.input.startedBy : 'schedule'"),
        },
        Retry: RETRY,
        Next: 'Is anything to be done?',
      },
      'Is anything to be done?': {
        Type: 'Choice',
        Choices: [{ Condition: jsonata('$count($states.input.parts) = 0'), Next: 'Nothing to do' }],
        Default: 'Each part',
      },
      'Nothing to do': { Type: 'Succeed' },
      'Each part': {
        Type: 'Map',
        Items: jsonata('[$states.input.parts]'),
        ItemProcessor: {
          ProcessorConfig: { Mode: 'INLINE' },
          StartAt: 'Look at customers',
          States: partStates(walkCustomers),
        },
        Next: 'End run',
      },
      'End run': {
        Type: 'Task',
        Resource: endTask,
        TimeoutSeconds: SURELY_OVER_SECONDS,
        Arguments: { parts: jsonata('[$states.input]') },
        Retry: RETRY,
        Next: 'How did it go?',
      },
      'How did it go?': {
        Type: 'Choice',
        Choices: [{ Condition: jsonata("$states.input.status = 'error'"), Next: 'Task failed' }],
        Default: 'Task ended',
      },
      'Task ended': { Type: 'Succeed' },
      'Task failed': {
        Type: 'Fail',
        Error: jsonata('$states.input.errorName'),
        Cause: jsonata('$states.input.cause'),
      },
    },
  };
}

/** A part: turn after turn until it is through. A failure ends it, and leaves the other parts alone. */
function partStates(walkCustomers: string): Readonly<Record<string, object>> {
  return {
    'Look at customers': {
      Type: 'Task',
      Resource: walkCustomers,
      TimeoutSeconds: SURELY_OVER_SECONDS,
      Arguments: jsonata('$states.input'),
      Output: jsonata('$states.result'),
      Retry: RETRY,
      Catch: [
        {
          ErrorEquals: ['States.ALL'],
          Output: jsonata(
            "$merge([$states.input, {'error': $states.errorOutput.Error, 'cause': $states.errorOutput.Cause}])",
          ),
          Next: 'Part ends',
        },
      ],
      Next: 'Is the part done?',
    },
    'Is the part done?': {
      Type: 'Choice',
      Choices: [{ Condition: jsonata("$states.input.ended = 'time'"), Next: 'Look at customers' }],
      Default: 'Part ends',
    },
    'Part ends': { Type: 'Succeed' },
  };
}
