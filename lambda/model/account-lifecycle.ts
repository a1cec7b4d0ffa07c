import type { Code } from './shape.ts';

/** One command that leads from one state to another. */
export interface Move<Name extends string = string> {
  readonly move: Name;
  readonly from: readonly Code[];
  readonly to: Code;
  /** What else it does, in the same transaction. */
  readonly effect: string;
}

/** The states of a thing, those that it can be made in first, and the only ways from one to another. */
export interface Lifecycle<Name extends string = string> {
  readonly of: string;
  readonly states: readonly Code[];
  readonly initial: readonly Code[];
  readonly moves: readonly Move<Name>[];
}

const PENDING: Code = { no: 32, name: 'pending activation' };
const ACTIVE: Code = { no: 1, name: 'active' };
const SUSPENDED: Code = { no: -1, name: 'suspended' };
const INACTIVE: Code = { no: 0, name: 'inactive' };
const CANCELLED: Code = { no: -2, name: 'cancelled' };

/** The states that rules ask for. */
export const STATES = { PENDING, ACTIVE, SUSPENDED, INACTIVE, CANCELLED } as const;

/** What may become of an account. What is inactive stays so, and its external ids stay taken. */
export const ACCOUNT_LIFECYCLE = {
  of: 'Account',
  states: [ACTIVE, PENDING, SUSPENDED, INACTIVE],
  initial: [ACTIVE, PENDING],
  moves: [
    {
      move: 'activate',
      from: [PENDING],
      to: ACTIVE,
      effect: 'None on its subscriptions: each is activated by itself.',
    },
    {
      move: 'suspend',
      from: [ACTIVE],
      to: SUSPENDED,
      effect: 'Its active subscriptions are suspended with it.',
    },
    {
      move: 'resume',
      from: [SUSPENDED],
      to: ACTIVE,
      effect:
        'The subscriptions that were suspended with it are resumed; those that were suspended by themselves are not.',
    },
    {
      move: 'deactivate',
      from: [ACTIVE, PENDING, SUSPENDED],
      to: INACTIVE,
      effect: 'Its subscriptions are cancelled.',
    },
  ],
} as const satisfies Lifecycle;

/** What may become of a subscription. */
export const PLAN_INSTANCE_LIFECYCLE = {
  of: 'Plan Instance',
  states: [ACTIVE, PENDING, SUSPENDED, CANCELLED],
  initial: [ACTIVE, PENDING],
  moves: [
    { move: 'activate', from: [PENDING], to: ACTIVE, effect: 'Needs an active account.' },
    { move: 'suspend', from: [ACTIVE], to: SUSPENDED, effect: 'None besides.' },
    { move: 'resume', from: [SUSPENDED], to: ACTIVE, effect: 'Needs an active account.' },
    { move: 'cancel', from: [ACTIVE, PENDING, SUSPENDED], to: CANCELLED, effect: 'None besides.' },
  ],
} as const satisfies Lifecycle;

/** A command on the state of an account. */
export type AccountMove = (typeof ACCOUNT_LIFECYCLE)['moves'][number]['move'];

/** A command on the state of a subscription. */
export type PlanInstanceMove = (typeof PLAN_INSTANCE_LIFECYCLE)['moves'][number]['move'];
