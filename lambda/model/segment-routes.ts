import type { RoleNeed } from '../domain/role.ts';
import type { Route } from './routes.ts';
import { SEGMENT_REQUEST } from './segment-request.ts';
import { SERVICE_ANSWER } from './services-requests.ts';

const CRM: readonly [RoleNeed] = ['crm'];
const RESOURCE = { path: '/segments/{segmentId}', entry: 'services/keep-segments', roles: CRM } as const;

/** What segments are: their members come and go by the service Segment, and by scheduled tasks. */
export const SEGMENT_ROUTES: readonly Route[] = [
  {
    ...RESOURCE,
    name: 'readSegment',
    method: 'GET',
    summary: 'Read a segment',
    description:
      'Answers with the segment exactly as it was put. One that is being deleted has the status DELETED.',
    answer: SEGMENT_REQUEST,
    changes: false,
    errors: { 404: 'There is no such segment.' },
  },
  {
    ...RESOURCE,
    name: 'putSegment',
    method: 'PUT',
    summary: 'Put a segment',
    description:
      'Makes the segment, or replaces all that is said of it; its members stay. Its criteria, strata and days must go together with its type. One that is being deleted is left alone.',
    request: SEGMENT_REQUEST,
    answer: SERVICE_ANSWER,
    changes: true,
    errors: { 413: 'The body, or the segment, is larger than can be taken.' },
  },
  {
    ...RESOURCE,
    name: 'deleteSegment',
    method: 'DELETE',
    summary: 'Delete a segment',
    description:
      'Gives the segment the status DELETED: it takes in nobody any more, and goes with all its memberships when the scheduled task Delete Segments runs. Changes nothing when it has that status already.',
    answer: SERVICE_ANSWER,
    changes: true,
    errors: { 404: 'There is no such segment.' },
  },
];
