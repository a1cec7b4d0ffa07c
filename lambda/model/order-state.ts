import type { Shape } from './shape.ts';

/** Where an order, or an item of one, stands. */
export const ORDER_STATES = ['In Progress', 'Completed', 'Cancelled', 'Superseded'] as const;

/** One of ORDER_STATES. */
export type OrderState = (typeof ORDER_STATES)[number];

/** The state of an order or item. */
export const ORDER_STATE: Shape = { kind: 'enum', values: ORDER_STATES };
