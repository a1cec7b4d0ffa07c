/** Functions that the import's states call, by their ARNs. */
export interface ImportFunctions {
  readonly beginImport: string;
  readonly readFile: string;
  readonly workRecords: string;
  readonly finishImport: string;
}

/** A turn leaves 7 events in the history, of 25,000 (Step Functions, "Quotas"): 16 workers with so many turns leave 22,400. */
const MAX_TURNS = 200;

/** A function cannot live longer than its 15 minutes. */
const TURN_SECONDS = 16 * 60;

/** Every step may be repeated, and meet itself: a record is decided once. What fails for want of room, or of DynamoDB, may pass. */
const RETRY = [
  { ErrorEquals: ['States.ALL'], IntervalSeconds: 5, BackoffRate: 3, MaxAttempts: 5, JitterStrategy: 'FULL' },
];

const jsonata = (expression: string) => `{% ${expression} %}`;

/** The import in Amazon States Language. It begins with S3's event of a file that was put, or with `{file, version}`. */
export function importDefinition(functions: ImportFunctions): object {
  return {
    Comment: 'Imports a file that was put into the import bucket',
    QueryLanguage: 'JSONata',
    StartAt: 'Begin import',
    States: {
      'Begin import': {
        Type: 'Task',
        Resource: functions.beginImport,
        TimeoutSeconds: 60,
        Arguments: {
          execution: jsonata('$states.context.Execution.Id'),
          startedBy: jsonata("$exists($states.input.detail) ? 'event' : 'request'"),
          file: jsonata(
            '$exists($states.input.detail) ? $states.input.detail.object.key : $states.input.file',
          ),
          version: jsonata(
            '$exists($states.input.detail) ? ($exists($states.input.detail.object.`version-id`) ? $states.input.detail.object.`version-id` : null) : $states.input.version',
          ),
        },
        Assign: { importId: jsonata('$states.result.importId') },
        Retry: RETRY,
        Next: 'Has it begun?',
      },
      'Has it begun?': {
        Type: 'Choice',
        Choices: [
          { Condition: jsonata('$not($states.input.begun)'), Next: 'Nothing to do' },
          { Condition: jsonata('$exists($states.input.workers)'), Next: 'Each worker' },
        ],
        Default: 'Read file',
      },
      'Nothing to do': { Type: 'Succeed' },
      'Read file': {
        Type: 'Task',
        Resource: functions.readFile,
        TimeoutSeconds: TURN_SECONDS,
        Arguments: { importId: jsonata('$importId') },
        Retry: RETRY,
        Catch: [
          {
            ErrorEquals: ['States.ALL'],
            Output: [
              { error: jsonata('$states.errorOutput.Error'), cause: jsonata('$states.errorOutput.Cause') },
            ],
            Next: 'Finish import',
          },
        ],
        Next: 'Each worker',
      },
      'Each worker': {
        Type: 'Map',
        Items: jsonata('$states.input.workers'),
        ItemSelector: { worker: jsonata('$states.context.Map.Item.Value'), turns: 0 },
        ItemProcessor: {
          ProcessorConfig: { Mode: 'INLINE' },
          StartAt: 'Work',
          States: workerStates(functions.workRecords),
        },
        Next: 'Finish import',
      },
      'Finish import': {
        Type: 'Task',
        Resource: functions.finishImport,
        TimeoutSeconds: TURN_SECONDS,
        Arguments: {
          importId: jsonata('$importId'),
          failures: jsonata("[$states.input[$exists(error)].{'error': error, 'cause': cause}]"),
        },
        Retry: RETRY,
        Next: 'How did it go?',
      },
      'How did it go?': {
        Type: 'Choice',
        Choices: [{ Condition: jsonata("$states.input.status = 'done'"), Next: 'Import is done' }],
        Default: 'Import failed',
      },
      'Import is done': { Type: 'Succeed' },
      'Import failed': { Type: 'Fail', Error: 'ImportFailed', Cause: jsonata('$importId') },
    },
  };
}

/** One worker: turn after turn until its records are decided. */
function workerStates(workRecords: string): Readonly<Record<string, object>> {
  return {
    Work: {
      Type: 'Task',
      Resource: workRecords,
      TimeoutSeconds: TURN_SECONDS,
      Arguments: { importId: jsonata('$importId'), worker: jsonata('$states.input.worker') },
      Output: jsonata(
        "{'worker': $states.input.worker, 'turns': $states.input.turns + 1, 'ended': $states.result.ended}",
      ),
      Retry: RETRY,
      Catch: [
        {
          ErrorEquals: ['States.ALL'],
          Output: {
            error: jsonata('$states.errorOutput.Error'),
            cause: jsonata('$states.errorOutput.Cause'),
          },
          Next: 'Worker ends',
        },
      ],
      Next: 'Is anything left?',
    },
    'Is anything left?': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata("$states.input.ended = 'empty'"), Next: 'Worker ends' },
        {
          Condition: jsonata(`$states.input.turns >= ${MAX_TURNS}`),
          Output: { error: 'TooManyTurns', cause: 'start the import again, and it goes on' },
          Next: 'Worker ends',
        },
      ],
      Default: 'Work',
    },
    'Worker ends': { Type: 'Succeed' },
  };
}
