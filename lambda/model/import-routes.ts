import {
  IMPORT_ANSWER,
  IMPORTS_ANSWER,
  START_IMPORT_ANSWER,
  START_IMPORT_REQUEST,
} from './import-requests.ts';
import { IMPORT_ROLES } from './import-roles.ts';
import type { Route } from './routes.ts';

const SHARED = { entry: 'batch-import/manage-imports', roles: IMPORT_ROLES, changes: false } as const;

/** What people see of the batch import, in the order of documents. */
export const IMPORT_ROUTES: readonly Route[] = [
  {
    ...SHARED,
    name: 'listImports',
    method: 'GET',
    path: '/imports',
    summary: 'List imports',
    description: 'Answers with the latest imports and how far each has come.',
    answer: IMPORTS_ANSWER,
    errors: {},
  },
  {
    ...SHARED,
    name: 'readImport',
    method: 'GET',
    path: '/imports/{importId}',
    summary: 'See how an import stands',
    description: 'Answers with what it has done so far.',
    answer: IMPORT_ANSWER,
    errors: { 404: 'There is no such import.' },
  },
  {
    ...SHARED,
    name: 'startImport',
    method: 'POST',
    path: '/imports',
    summary: 'Start an import, or have it go on',
    description:
      'Starts the import of the current version of a file in the import bucket, or has one that failed go on where it stopped: no record is imported twice. Putting a file starts its import by itself.',
    request: START_IMPORT_REQUEST,
    answer: START_IMPORT_ANSWER,
    errors: { 404: 'There is no such file in the import bucket.' },
  },
];
