import type { JsonValue } from '../../lambda/domain/json.ts';
import type { Shape } from '../../lambda/model/shape.ts';
import { validate } from '../../lambda/model/validate.ts';

/** An answer as a client reads it, which has the form that the documents give. */
export function told(shape: Shape, answer: JsonValue): Record<string, unknown> {
  expect(validate(shape, answer)).toEqual([]);
  return JSON.parse(JSON.stringify(answer));
}
