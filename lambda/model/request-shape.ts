import type { ObjectType } from './object-type.ts';
import type { Shape } from './shape.ts';

/** The form in which an object of this type is submitted: its fields that have a name on the interface. */
export function requestShape(objectType: ObjectType, children: Readonly<Record<string, Shape>> = {}): Shape {
  const properties: Record<string, Shape> = {};
  const required: string[] = [];
  for (const { name, shape, description, required: isRequired } of objectType.fields) {
    if (name === undefined) continue;
    properties[name] = { ...shape, description };
    if (isRequired) required.push(name);
  }
  return {
    kind: 'object',
    properties: { ...properties, ...children },
    required,
    description: objectType.description,
  };
}
