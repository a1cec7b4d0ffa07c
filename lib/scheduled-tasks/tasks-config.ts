import type { ScheduleConfig } from '../runtime/schedule.ts';

/** The scheduled tasks by their names in a stage's file. */
export const TASK_FIELDS = {
  deleteSegments: 'Delete Segments',
  deleteInactiveSegment: 'Delete Inactive Segment',
  unstratifiedSegment: 'Unstratified Segment',
  stratifiedSegment: 'Stratified Segment',
  dynamicPromotion: 'Dynamic Promotion',
  franchiseeAssignment: 'Franchisee Assignment',
  generateOffer: 'Generate Offer',
} as const;

/** What a stage's file says about the scheduled tasks. */
export interface TasksConfig {
  /** @default - one after the other at night, each half an hour after those that it builds on */
  readonly schedules: Readonly<Record<keyof typeof TASK_FIELDS, ScheduleConfig>>;
  /** @default 'UTC' */
  readonly timeZone: string;
  /** @default 30 */
  readonly inactiveDays: number;
  /** @default 4 */
  readonly parts: number;
}
