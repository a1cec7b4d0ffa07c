import type { CustomerTask } from './customer-task.ts';
import { DELETE_INACTIVE_SEGMENT, DELETE_SEGMENTS } from './delete-segments.ts';
import { STRATIFIED_SEGMENT, UNSTRATIFIED_SEGMENT } from './evaluate-segments.ts';
import { DYNAMIC_PROMOTION, FRANCHISEE_ASSIGNMENT, GENERATE_OFFER } from './provide-members.ts';

/** All scheduled tasks, in the order of the seed (ORCE Data Sync, "The following scheduled tasks trigger updates"). */
export const CUSTOMER_TASKS: readonly CustomerTask[] = [
  DELETE_INACTIVE_SEGMENT,
  UNSTRATIFIED_SEGMENT,
  STRATIFIED_SEGMENT,
  DELETE_SEGMENTS,
  DYNAMIC_PROMOTION,
  FRANCHISEE_ASSIGNMENT,
  GENERATE_OFFER,
];

/** A task by its name; blanks, hyphens and case do not count. */
export function taskNamed(name: string): CustomerTask | undefined {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[\s_-]/g, '');
  return CUSTOMER_TASKS.find((task) => plain(task.name) === plain(name));
}
