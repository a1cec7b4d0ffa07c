import { INTERNAL_ATTRIBUTES } from '../../lambda/domain/record.ts';
import { OBJECT_MODEL } from '../../lambda/model/object-model.ts';
import { testObject } from '../support/test-data.ts';

describe.each(OBJECT_MODEL.map((type) => [type.type, type] as const))('the object type %s', (_name, type) => {
  it('has each label, and each name on the interface, once', () => {
    const labels = type.fields.map((field) => field.label);
    const names = type.fields.flatMap((field) => field.name ?? []);
    expect(new Set(labels).size).toBe(labels.length);
    expect(new Set(names).size).toBe(names.length);
  });

  it('has no label that the house keeps for itself', () => {
    for (const { label } of type.fields) {
      expect(label).not.toMatch(/^_/);
      expect(INTERNAL_ATTRIBUTES).not.toContain(label);
    }
  });

  it('refers only to types that there are', () => {
    const types = OBJECT_MODEL.map((other) => other.type);
    for (const { refersTo } of type.fields) if (refersTo !== undefined) expect(types).toContain(refersTo);
  });

  it('trims nothing but Salesforce ids, and writes nothing but booleans as texts', () => {
    for (const { shape, trimmed, booleanAsText } of type.fields) {
      if (trimmed) expect(shape.kind).toBe('salesforceId');
      // What OM Plus streams has texts; what the data sync sends, JSON's own booleans.
      expect(booleanAsText === true).toBe(shape.kind === 'boolean' && type.keepsNumberTexts !== true);
    }
  });
});

it.each([
  ['om-plus-order.event.json', 'Order'],
  ['om-plus-sales-order-item.event.json', 'Order Item'],
  ['om-plus-decomposed-order-item.event.json', 'Order Item'],
])('every field of %s is in the model', (file, name) => {
  const labels = OBJECT_MODEL.find((type) => type.type === name)?.fields.map((field) => field.label);
  const { _action, ...fields } = testObject(file);
  expect(labels).toEqual(expect.arrayContaining(Object.keys(fields)));
});
