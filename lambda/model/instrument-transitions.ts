import type { INSTRUMENT_STATUSES } from './customer-instrument.ts';

/** Where a card, or another instrument of stored value, stands. */
export type InstrumentStatus = (typeof INSTRUMENT_STATUSES)[number];

/** What a method of the service SVC Transaction makes of an instrument. */
export interface InstrumentTransition {
  /** The states in which the method may meet the instrument; none: it makes a new one. */
  readonly from: readonly InstrumentStatus[];
  readonly to: InstrumentStatus;
  readonly description: string;
}

/** The state machine of an instrument: what is not in it is refused. Nothing leaves REPLACED and CLOSED. */
export const INSTRUMENT_TRANSITIONS = {
  activateInstrument: {
    from: ['INACTIVE'],
    to: 'ACTIVE',
    description: 'It can be used from now on. Its expiration date must not be past.',
  },
  deactivateInstrument: {
    from: ['ACTIVE', 'BLOCKED'],
    to: 'INACTIVE',
    description: 'It cannot be used until it is activated again.',
  },
  generateCard: {
    from: [],
    to: 'INACTIVE',
    description: 'A card is made for the customer, with a number that no other has.',
  },
  generateMultipleCards: {
    from: [],
    to: 'INACTIVE',
    description: 'Several cards are made for the customer, all or none.',
  },
  replace: {
    from: ['INACTIVE', 'ACTIVE', 'BLOCKED', 'EXPIRED'],
    to: 'REPLACED',
    description:
      'It gives way for good to a new one, which takes its balance. The new one is ACTIVE when the old one was, else INACTIVE.',
  },
  unblockTenderAccount: {
    from: ['BLOCKED'],
    to: 'ACTIVE',
    description: 'It can be used again. Its expiration date must not be past.',
  },
} as const satisfies Readonly<Record<string, InstrumentTransition>>;

/** A method that moves an instrument, or makes one. */
export type InstrumentMethod = keyof typeof INSTRUMENT_TRANSITIONS;
