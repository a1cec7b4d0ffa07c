import { servicePath } from '../service-names.ts';
import {
  IMPORT_TRIGGERS,
  type ImportTrigger,
  type QueueAction,
  SCHEDULED_TASKS,
  SERVICE_TRIGGERS,
  type ServiceTrigger,
  TRANSACTION_IMPORT_TRIGGERS,
  TRANSACTION_SERVICE_TRIGGERS,
} from '../sync-triggers.ts';

const SERVICE_HEAD = ['service', 'method', 'path', 'action', 'JSON_OBJECT'];
const IMPORT_HEAD = ['entity', 'request type', 'action', 'JSON_OBJECT'];

/** What triggers data sync, as a page of Markdown: tables H-1 to H-4 of the seed and the scheduled tasks. */
export function syncTriggersPage(): string {
  return [
    '# What triggers data sync',
    '',
    'Made from `lambda/model/sync-triggers.ts` by `npm run docs`. Every change of a customer, and every new transaction, goes into a pending',
    'queue, whoever makes it; these are the ways in which Millrace itself makes them (ORCE Data Sync, tables H-1 to H-4). A command that',
    'changes nothing, because all is so already, triggers nothing.',
    ...table('H-1: web services, customers', SERVICE_HEAD, SERVICE_TRIGGERS.map(serviceRow)),
    ...table('H-2: batch import, customers', IMPORT_HEAD, IMPORT_TRIGGERS.map(importRow)),
    ...table('H-3: web services, transactions', SERVICE_HEAD, TRANSACTION_SERVICE_TRIGGERS.map(serviceRow)),
    ...table('H-4: batch import, transactions', IMPORT_HEAD, TRANSACTION_IMPORT_TRIGGERS.map(importRow)),
    '',
    '## Scheduled tasks, customers',
    '',
    ...SCHEDULED_TASKS.map((task) => `- ${task}`),
    '',
  ].join('\n');
}

function table(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return ['', `## ${title}`, '', line(head), line(head.map(() => '---')), ...rows.map(line)];
}

function serviceRow({ service, method, actions }: ServiceTrigger): readonly string[] {
  return [service, method, `\`POST ${servicePath({ service, method })}\``, ...actionCells(actions)];
}

function importRow({ entity, requestType, actions }: ImportTrigger): readonly string[] {
  return [entity, requestType, ...actionCells(actions)];
}

function actionCells(actions: readonly QueueAction[]): readonly [string, string] {
  const words = actions.map(({ action }) => action);
  return [words.join(', '), actions.map(({ jsonObject }) => jsonObject ?? 'null').join(', ')];
}
