/** A state of a definition in Amazon States Language, as far as tests look at it. */
export interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly End?: boolean;
  readonly TimeoutSeconds?: number;
  readonly Choices?: readonly { readonly Next: string; readonly Condition: string }[];
  readonly Catch?: readonly { readonly Next: string; readonly ErrorEquals: readonly string[] }[];
  readonly Retry?: readonly {
    readonly ErrorEquals: readonly string[];
    readonly IntervalSeconds: number;
    readonly MaxAttempts: number;
  }[];
  readonly ItemProcessor?: Definition;
}

/** A state machine, or what a Map does with each item. */
export interface Definition {
  readonly QueryLanguage?: string;
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** Where a state can lead. */
export function nextOf({ Next, Default, Choices = [], Catch = [] }: State): readonly string[] {
  const others = [...Choices, ...Catch].map((one) => one.Next);
  return [Next, Default, ...others].flatMap((name) => name ?? []);
}
