import { FRANCHISEE } from './customer-attachments.ts';
import { DATE, DECIMAL_TEXT, IDENTIFIER, LONG_TEXT, nullable, TEXT } from './field-shapes.ts';
import type { Field, ObjectType } from './object-type.ts';
import { namedRecordFields } from './record-fields.ts';
import { SEGMENT_CRITERION, SEGMENT_METRICS } from './segment-criteria.ts';
import type { Shape } from './shape.ts';

/** How a segment gets its members: from commands, from criteria, or from criteria and a metric, in strata. */
export const SEGMENT_TYPES = ['MANUAL', 'UNSTRATIFIED', 'STRATIFIED'] as const;

/** Where a segment stands. What is INACTIVE gets no members; what is DELETED goes, with all memberships, at the next Delete Segments. */
export const SEGMENT_STATUSES = ['ACTIVE', 'INACTIVE', 'DELETED'] as const;

const OPTIONAL_DATE = nullable(DATE);

function list(of: Shape, maxItems: number): Shape {
  return nullable({ kind: 'list', of, maxItems });
}

const STRATUM: Shape = {
  kind: 'object',
  properties: {
    stratumId: IDENTIFIER,
    stratumName: nullable(TEXT),
    from: {
      ...nullable(DECIMAL_TEXT),
      description: 'The smallest value of the metric; null: there is none.',
    },
    below: { ...nullable(DECIMAL_TEXT), description: 'What the metric stays below; null: it may be any.' },
  },
  required: ['stratumId'],
};

const OFFER: Shape = {
  kind: 'object',
  properties: {
    offerId: IDENTIFIER,
    promotionDealId: nullable(IDENTIFIER),
    expirationDate: { ...OPTIONAL_DATE, description: 'The last day of every copy of the offer.' },
    validDays: {
      ...nullable({ kind: 'integer', minimum: 1n, maximum: 3650n }),
      description: 'Where there is no expirationDate: how many days a copy is valid from the day it is made.',
    },
  },
  required: ['offerId'],
};

function field(name: string, shape: Shape, { description }: Pick<Field, 'description'>): Field {
  return { name, label: name, shape, description };
}

const PAYLOAD: readonly Field[] = [
  { ...field('segmentId', IDENTIFIER, { description: 'Id of the segment.' }), required: true },
  field('segmentName', nullable(TEXT), { description: 'What people call it.' }),
  field('description', nullable(LONG_TEXT), { description: 'Who is in it, and what for.' }),
  {
    ...field(
      'segmentType',
      { kind: 'enum', values: SEGMENT_TYPES },
      { description: 'How it gets its members.' },
    ),
    required: true,
  },
  {
    ...field('status', { kind: 'enum', values: SEGMENT_STATUSES }, { description: 'Where it stands.' }),
    required: true,
  },
  field('inactiveSince', OPTIONAL_DATE, {
    description: 'The day on which it became inactive; Delete Inactive Segment counts from it.',
  }),
  field('startDate', OPTIONAL_DATE, { description: 'Its first day.' }),
  field('endDate', OPTIONAL_DATE, {
    description: 'Its last day: after it, it is inactive whatever its status says.',
  }),
  field('criteria', list(SEGMENT_CRITERION, 20), {
    description:
      'Who is in it: customers for whom all conditions hold. An unstratified segment has at least one.',
  }),
  field('metric', nullable({ kind: 'enum', values: SEGMENT_METRICS }), {
    description: 'What a stratified segment is divided by.',
  }),
  field('strata', list(STRATUM, 100), {
    description:
      'The parts of a stratified segment, which do not overlap. Whoever is in none of them is not in the segment.',
  }),
  field('promotionDealIds', list(IDENTIFIER, 100), {
    description: 'Promotions that its members may use, as long as they are members.',
  }),
  field('franchisees', list(FRANCHISEE, 100), {
    description: 'Franchisees that its members are assigned to.',
  }),
  field('offer', nullable(OFFER), { description: 'An offer of which each member gets one copy.' }),
];

/** A group of customers. The memberships stand in the customers; the segment says who they are and what they get. It owns itself. */
export const SEGMENT: ObjectType = {
  type: 'Segment',
  description:
    'A group of customers: who is in it, and what its members get. A customer holds its own memberships; scheduled tasks keep them. It owns itself.',
  keepsNumberTexts: true,
  ref: { type: 'Segment', ids: ['segmentId'] },
  listed: true,
  fields: [...namedRecordFields('Segment', 'segmentId'), ...PAYLOAD],
};
