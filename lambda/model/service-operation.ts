import type { Shape } from './shape.ts';

/** What a method of a service takes, for its documents and for the validation of its requests. */
export interface ServiceOperation {
  /** As in table H-1 of the seed: `SVC Transaction`. */
  readonly service: string;
  readonly method: string;
  readonly summary: string;
  readonly description: string;
  readonly request: Shape;
}
