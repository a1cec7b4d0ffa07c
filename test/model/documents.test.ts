import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import type { JsonObject, JsonValue } from '../../lambda/domain/json.ts';
import { feedExample } from '../../lambda/model/documents/feed-example.ts';
import { referenceDocuments } from '../../lambda/model/documents/reference-documents.ts';
import { schemaFile } from '../../lambda/model/documents/schema-file.ts';
import { FEED_TYPES } from '../../lambda/model/feed/feed-type.ts';
import { feedRenderer, renderFeedObject } from '../../lambda/model/feed/render-feed-object.ts';
import { documentedOperations, ROUTES } from '../../lambda/model/routes.ts';
import type { Shape } from '../../lambda/model/shape.ts';
import { referenceExamples } from '../../local/reference-examples.ts';
import { validValue } from '../support/arbitrary-shape.ts';
import { SAMPLE_BODY } from '../support/feed-samples.ts';
import { testText } from '../support/test-data.ts';

const FOLDER = join(process.cwd(), 'docs', 'reference');
const documents = referenceDocuments(referenceExamples());
const page = (path: string) => JSON.parse(documents[path] ?? '');

const ajv2020 = new Ajv2020({ strict: true, allowUnionTypes: true, strictTypes: false });
addFormats.default(ajv2020);

function schema(path: string) {
  const content = page(path);
  return ajv2020.getSchema(content.$id) ?? ajv2020.compile(content);
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

describe('the JSON Schemas of the feed', () => {
  it.each(FEED_TYPES.map((type) => [type.name, type] as const))(
    'take any %s that the feed shows',
    (_name, type) => {
      const isValid = schema(`schemas/${schemaFile(type.objectType.type, 'feed')}`);
      const values = type.objectType.fields.map(
        ({ label, shape, booleanAsText }): [string, fc.Arbitrary<JsonValue>] => [
          label,
          label === 'Created' || label === 'Modified'
            ? fc.constant('2020-09-20 22:21:39.978+00')
            : booleanAsText
              ? fc.constantFrom('true', 'false')
              : trimmed(shape),
        ],
      );
      fc.assert(
        fc.property(fc.record(Object.fromEntries(values), { requiredKeys: [] }), (some) => {
          const fields = some as JsonObject;
          const shown = renderFeedObject(feedRenderer(type), {
            owner: '',
            receivedAt: 0,
            action: 'create',
            fields,
          });
          isValid(JSON.parse(shown.body));
          expect(isValid.errors).toBeNull();
        }),
        { numRuns: 30 },
      );
      isValid(JSON.parse(feedExample(type).body));
      expect(isValid.errors).toBeNull();
    },
  );

  /** As records hold them. */
  function trimmed(shape: Shape): fc.Arbitrary<JsonValue> {
    if (shape.kind !== 'salesforceId') return validValue(shape);
    return validValue(shape).map((id) => (typeof id === 'string' ? id.slice(0, 15) : id));
  }

  it.each([
    ['balance', '"0"'],
    ['currency', '"usd"'],
    ['status', '{"type":"Account_Status","ids":{"status_no":"1"}}'],
    ['status', '{"type":"Currency","ids":{}}'],
    ['currency', '{"type":"Currency","ids":{"cd":"usd"}}'],
    ['account_fields', '[{"account_field":1}]'],
  ])('do not take an account whose %s is %s', (name, value) => {
    const isValid = schema('schemas/account.feed.json');
    expect(isValid({ ...JSON.parse(SAMPLE_BODY), [name]: JSON.parse(value) })).toBe(false);
  });

  it("take the seed's account", () => {
    const isValid = schema('schemas/account.feed.json');
    isValid(JSON.parse(SAMPLE_BODY));
    expect(isValid.errors).toBeNull();
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
