type Grants = Readonly<Record<string, readonly string[]>>;

const IMPORTS = 'Import/Places/Imports';
const WORK_FILES = 'Import/Places/Work/*';
const REPORTS = 'Import/Places/Files/*.errors.jsonl';
/** Files that were put; without the right to list, S3 says 403 of what is not there. */
const READ_FILES = {
  's3:GetObject': ['Import/Places/Files/*'],
  's3:GetObjectVersion': ['Import/Places/Files/*'],
  's3:ListBucket': ['Import/Places/Files'],
};
const CHANGE_ENTRIES = { 'dynamodb:GetItem': [IMPORTS], 'dynamodb:UpdateItem': [IMPORTS] };
/** Of every state machine: log delivery and X-Ray know no resources. */
const LOGS_AND_TRACES = Object.fromEntries(
  [
    'logs:CreateLogDelivery',
    'logs:DeleteLogDelivery',
    'logs:DescribeLogGroups',
    'logs:DescribeResourcePolicies',
    'logs:GetLogDelivery',
    'logs:ListLogDeliveries',
    'logs:PutResourcePolicy',
    'logs:UpdateLogDelivery',
    'xray:GetSamplingRules',
    'xray:GetSamplingTargets',
    'xray:PutTelemetryRecords',
    'xray:PutTraceSegments',
  ].map((action) => [action, ['*']]),
);

/** What the roles of the batch import may do. `basic`: what each function's role has; `commit`: what committing takes. */
export function importGrants({ basic, commit }: { readonly basic: Grants; readonly commit: Grants }) {
  const grants: Record<string, Grants> = {
    'Import/BeginImport/Role': { ...basic, ...READ_FILES, ...CHANGE_ENTRIES },
    'Import/ReadFile/Role': { ...basic, ...READ_FILES, ...CHANGE_ENTRIES, 's3:PutObject': [WORK_FILES] },
    'Import/WorkRecords/Role': {
      ...basic,
      ...commit,
      'dynamodb:GetItem': [IMPORTS],
      'dynamodb:UpdateItem': [...(commit['dynamodb:UpdateItem'] ?? []), IMPORTS],
      's3:GetObject': [WORK_FILES],
      // Records that were refused.
      's3:PutObject': [WORK_FILES],
    },
    'Import/FinishImport/Role': {
      ...basic,
      ...CHANGE_ENTRIES,
      's3:GetObject': [WORK_FILES],
      's3:PutObject': [REPORTS],
      's3:DeleteObject': [REPORTS],
    },
    'Import/ManageImports/Role': {
      ...basic,
      ...READ_FILES,
      'dynamodb:GetItem': [IMPORTS],
      'dynamodb:Query': [IMPORTS],
      'states:StartExecution': ['Import/StateMachine'],
      'states:DescribeExecution': [
        'arn:<Partition>:states:<Region>:<AccountId>:execution:millrace-prod-import:*',
      ],
    },
    'Import/Role': {
      'lambda:InvokeFunction': ['BeginImport', 'ReadFile', 'WorkRecords', 'FinishImport'].map(
        (name) => `Import/${name}/Function`,
      ),
      ...LOGS_AND_TRACES,
    },
    'Import/RuleRole': { 'states:StartExecution': ['Import/StateMachine'] },
  };
  return grants as Record<string, Record<string, string[]>>;
}
