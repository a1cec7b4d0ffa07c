import type { Shape } from './shape.ts';

/** Where an order, or an item of one, stands. */
export const ORDER_STATES = ['In Progress', 'Completed', 'Cancelled', 'Superseded'] as const;

export type OrderState = (typeof ORDER_STATES)[number];

export const ORDER_STATE: Shape = { kind: 'enum', values: ORDER_STATES };
