/** Epoch milliseconds, handed in so that rules can be tried at any time. */
export type Clock = () => number;
