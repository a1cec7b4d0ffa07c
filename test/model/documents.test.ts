import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { referenceDocuments } from '../../lambda/model/documents/reference-documents.ts';
import { documentedOperations, ROUTES } from '../../lambda/model/routes.ts';
import { referenceExamples } from '../../local/reference-examples.ts';
import { testText } from '../support/test-data.ts';

const FOLDER = join(process.cwd(), 'docs', 'reference');
const documents = referenceDocuments(referenceExamples());
const page = (path: string) => JSON.parse(documents[path] ?? '');

function schema(path: string) {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, strictTypes: false });
  addFormats.default(ajv);
  return ajv.compile(page(path));
}

describe('docs/reference', () => {
  it('is what the model gives now (else run: npm run docs)', () => {
    const files = readdirSync(FOLDER, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const written = files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(FOLDER.length + 1), readFileSync(path, 'utf8')];
    });
    expect(Object.fromEntries(written)).toEqual(documents);
  });
});

describe('openapi.json', () => {
  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(page('openapi.json'));
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
    expect(validator.version).toBe('3.1');
  });

  it('has every route, with bearer token, problem documents and the headers of a command', () => {
    const { paths, security } = page('openapi.json');
    expect(security).toEqual([{ token: [] }]);
    for (const route of ROUTES.flatMap(documentedOperations)) {
      const operation = paths[route.path][route.method.toLowerCase()];
      expect(operation.operationId).toBe(route.name);
      expect(Object.keys(operation.responses)).toEqual(
        expect.arrayContaining(['200', '400', '401', '403', '500', '503']),
      );
      expect(operation.responses['400'].content).toHaveProperty(['application/problem+json']);
      const parameters = JSON.stringify(operation.parameters);
      expect(parameters).toContain('X-Correlation-Id');
      expect(parameters.includes('Idempotency-Key')).toBe(route.changes);
    }
  });

  it('shows the sample request, digit for digit', () => {
    const text = documents['openapi.json'] ?? '';
    expect(text).toContain('"adjustmentValue": -20.00');
    expect(
      page('openapi.json').paths['/orders'].post.requestBody.content['application/json'].example,
    ).toEqual(JSON.parse(testText('submit-order-request.json')));
  });

  it('refers to nothing that is not in it', () => {
    const text = documents['openapi.json'] ?? '';
    const root = page('openapi.json');
    for (const [, ref = ''] of text.matchAll(/"\$ref": "#\/([^"]+)"/g)) {
      const found = ref.split('/').reduce((inner, key) => inner?.[key], root);
      expect([ref, found]).toEqual([ref, expect.anything()]);
    }
  });
});

describe('asyncapi.json', () => {
  it('is valid AsyncAPI 3.0', () => {
    const definition = JSON.parse(
      readFileSync(
        join(process.cwd(), 'node_modules/@asyncapi/specs/schemas/3.0.0-without-$id.json'),
        'utf8',
      ),
    );
    const ajv = new Ajv({ strict: false });
    addFormats.default(ajv);
    const isValid = ajv.compile(definition);
    isValid(page('asyncapi.json'));
    expect(isValid.errors).toBeNull();
  });

  it('has a message for every object type, with the samples as examples, digit for digit', () => {
    const text = documents['asyncapi.json'] ?? '';
    const { channels, components } = page('asyncapi.json');
    expect(Object.keys(channels.changes.messages)).toEqual([
      'order',
      'orderItem',
      'orderPricing',
      'orderItemRelationship',
      'orderAppliedPromotion',
      'productSpecification',
      'planDefinition',
      'customer',
      'transaction',
      'segment',
      'account',
      'contact',
      'planInstance',
      'accountTransaction',
    ]);
    expect(components.messages.order.examples).toHaveLength(1);
    expect(components.messages.orderItem.examples).toHaveLength(2);
    for (const digits of ['77405618597879914', '4412964684870431366', '77405618597879917'])
      expect(text).toContain(digits);
  });
});

describe('the JSON Schemas of events', () => {
  const envelope = { _event_id: 'a', _transaction_id: null, _tick: null };

  it.each([
    ['om-plus-order.event.json', 'order'],
    ['om-plus-sales-order-item.event.json', 'order-item'],
    ['om-plus-decomposed-order-item.event.json', 'order-item'],
  ])('take %s', (file, name) => {
    const isValid = schema(`schemas/${name}.event.json`);
    isValid({ ...JSON.parse(testText(file)), ...envelope });
    expect(isValid.errors).toBeNull();
  });

  it('take keys that the model does not know', () => {
    const isValid = schema('schemas/order.event.json');
    expect(
      isValid({ ...JSON.parse(testText('om-plus-order.event.json')), ...envelope, 'Of Another Writer': 1 }),
    ).toBe(true);
  });

  it.each([
    ['_action', 'upsert'],
    ['State', 'Done'],
    ['Salesforce Id', '8012x000000mvqrQAO'],
    ['Modified', '2020-09-20T22:21:39.978Z'],
    ['id', '77405618597879914'],
    ['Object Type', 'Order Item'],
    ['_event_id', undefined],
  ])('refuse an Order whose %s is %s', (label, value) => {
    const isValid = schema('schemas/order.event.json');
    const event = { ...JSON.parse(testText('om-plus-order.event.json')), ...envelope, [label]: value };
    expect(isValid(JSON.parse(JSON.stringify(event)))).toBe(false);
  });

  it('refuse a true that is not the text "true"', () => {
    const isValid = schema('schemas/order-item.event.json');
    const event = JSON.parse(testText('om-plus-sales-order-item.event.json'));
    expect(isValid({ ...event, ...envelope, Trackable: false })).toBe(false);
  });
});
