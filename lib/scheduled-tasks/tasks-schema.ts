import { SCHEDULE_SCHEMA, TIME_ZONE_SCHEMA } from '../runtime/schedule.ts';
import { TASK_FIELDS } from './tasks-config.ts';

/** First what takes customers out of segments, then what puts them in, then what members get. */
const TIMES: Readonly<Record<keyof typeof TASK_FIELDS, string>> = {
  deleteSegments: '01:00',
  deleteInactiveSegment: '01:30',
  unstratifiedSegment: '02:00',
  stratifiedSegment: '02:30',
  dynamicPromotion: '03:00',
  franchiseeAssignment: '03:30',
  generateOffer: '04:00',
};

function schedule(field: keyof typeof TASK_FIELDS) {
  return {
    default: { daily: TIMES[field] },
    expected: SCHEDULE_SCHEMA.expected,
    description: `When the task ${TASK_FIELDS[field]} runs; "off": only on demand.`,
    anyOf: SCHEDULE_SCHEMA.anyOf,
  };
}

/** The part of a stage's file that is about the scheduled tasks. */
export const TASKS_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  default: {},
  description: 'The scheduled tasks, which keep segments and what their members get.',
  properties: {
    schedules: {
      type: 'object',
      additionalProperties: false,
      default: {},
      description:
        'When each task runs: as EventBridge Scheduler writes it, or at a time each day, week or month, or only on demand ("off"). A task to which no segment gives anything to do costs next to nothing.',
      properties: {
        deleteSegments: schedule('deleteSegments'),
        deleteInactiveSegment: schedule('deleteInactiveSegment'),
        unstratifiedSegment: schedule('unstratifiedSegment'),
        stratifiedSegment: schedule('stratifiedSegment'),
        dynamicPromotion: schedule('dynamicPromotion'),
        franchiseeAssignment: schedule('franchiseeAssignment'),
        generateOffer: schedule('generateOffer'),
      },
    },
    timeZone: {
      ...TIME_ZONE_SCHEMA,
      description: 'The time zone of the schedules, and of the day on which a run takes place.',
    },
    inactiveDays: {
      type: 'integer',
      minimum: 0,
      maximum: 3650,
      default: 30,
      description:
        'How many days a segment must have been inactive before Delete Inactive Segment deletes it.',
    },
    parts: {
      type: 'integer',
      minimum: 1,
      maximum: 40,
      default: 4,
      description: 'In how many parts a run goes through all customers at the same time.',
    },
  },
} as const;
