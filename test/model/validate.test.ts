import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { type JsonValue, stringifyJson } from '../../lambda/domain/json.ts';
import { parseJson } from '../../lambda/domain/parse-json.ts';
import { DOCUMENT_SHAPES } from '../../lambda/model/documents/document-shapes.ts';
import { standalone } from '../../lambda/model/documents/reference-documents.ts';
import { QUERY_ORDERS_REQUEST, SUBMIT_ORDER_REQUEST } from '../../lambda/model/order-requests.ts';
import type { Shape } from '../../lambda/model/shape.ts';
import { validate } from '../../lambda/model/validate.ts';
import { validValue } from '../support/arbitrary-shape.ts';
import { broken } from '../support/broken-json.ts';
import { testText } from '../support/test-data.ts';

const SAMPLE = testText('submit-order-request.json');

/** Errors of the sample with one text in it replaced by another, where it first stands. */
function errorsOfSample(text: string, replacement: string) {
  expect(SAMPLE).toContain(text);
  return validate(SUBMIT_ORDER_REQUEST, parseJson(SAMPLE.replace(text, replacement)));
}

function errorsOf(shape: Shape, json: string) {
  return validate(shape, parseJson(json));
}

describe('validate', () => {
  it('finds nothing wrong with the sample Submit Order Request', () => {
    expect(errorsOfSample('', '')).toEqual([]);
  });

  it('finds all errors of a request at once, in the order of the document', () => {
    const body = `{"orders":[{"orderId":"8014R000000AQGrQA","accountId":7,"supplementalAction":"amend",
      "effectiveDate":"2026-02-30","orderItems":[{"orderItemId":"8024R000000p73q","action":"","specifiedBy":null}],
      "orderPricings":null,"acountName":"x"}]}`;
    expect(errorsOf(SUBMIT_ORDER_REQUEST, body)).toEqual([
      {
        pointer: '/orders/0/orderId',
        detail: 'expected a Salesforce id (a text of 15 or 18 letters and digits), got "8014R000000AQGrQA"',
      },
      {
        pointer: '/orders/0/accountId',
        detail:
          'expected a Salesforce id (a text of 15 or 18 letters and digits), got a number; put it in double quotes',
      },
      {
        pointer: '/orders/0/supplementalAction',
        detail: 'expected one of "Amend", "Cancel", or null, got "amend"; the nearest is "Amend"',
      },
      {
        pointer: '/orders/0/effectiveDate',
        detail: 'expected a day such as "2020-09-20", or null, got "2026-02-30"',
      },
      {
        pointer: '/orders/0/orderItems/0/action',
        detail: 'expected a text with something in it, got an empty text',
      },
      { pointer: '/orders/0/orderItems/0/specifiedBy', detail: 'expected an object, got null' },
      { pointer: '/orders/0/orderPricings', detail: 'expected a list, got null' },
      {
        pointer: '/orders/0/acountName',
        detail: 'is not a known property; the nearest one is "accountName". Rename or remove it',
      },
    ]);
  });

  it('points at a property that is missing', () => {
    expect(errorsOfSample('"accountId": "0014R00002gbHwTQAU"', '"name": null')).toEqual([
      {
        pointer: '/orders/0/accountId',
        detail: 'is missing; expected a Salesforce id (a text of 15 or 18 letters and digits)',
      },
    ]);
  });

  it.each([
    ['39 digits', `1.${'0'.repeat(37)}1`, 'has 39 significant digits'],
    ['a power beyond the range', '1E126', 'is beyond 1E-130'],
    ['a power below the range', '1E-131', 'is beyond 1E-130'],
  ])('refuses a number with %s, in a field and anywhere inside free values', (_what, number, reason) => {
    const inField = errorsOfSample('"adjustmentValue": -20.00', `"adjustmentValue": ${number}`);
    const inMap = errorsOfSample('"fields": null', `"fields": {"a":[{"b":${number}}]}`);
    expect(inField).toEqual([
      { pointer: '/orders/0/orderPricings/0/adjustmentValue', detail: expect.stringContaining(reason) },
    ]);
    expect(inMap).toEqual([
      { pointer: '/orders/0/orderPricings/0/fields/a/0/b', detail: expect.stringContaining(reason) },
    ]);
  });

  it.each(
    ['38', '20 and more', 'a decimal'].map((what, index) => [
      what,
      ['9'.repeat(38), '1'.repeat(25), '-0.10'][index] ?? '',
    ]),
  )('takes a number of %s digits that can be kept', (_what, number) => {
    expect(errorsOfSample('"amount": null', `"amount": ${number}`)).toEqual([]);
  });

  it('takes any notation of a whole number, and no other number, for a sequence', () => {
    for (const whole of ['2001.0', '2.001e3', '999999999999999999', '-0'])
      expect(errorsOfSample('"sequence": 2001', `"sequence": ${whole}`)).toEqual([]);
    for (const other of ['2001.5', '1000000000000000000', '-1000000000000000000', '1e-1'])
      expect(errorsOfSample('"sequence": 2001', `"sequence": ${other}`)).toEqual([
        {
          pointer: '/orders/0/orderPricings/0/sequence',
          detail: expect.stringMatching(/^expected a whole number/),
        },
      ]);
  });

  it('takes ids of 1 to 19 plain digits', () => {
    for (const id of ['1', '77405618597879914', '4412964684870431366', '9999999999999999999'])
      expect(errorsOf({ kind: 'id' }, id)).toEqual([]);
    for (const id of ['0', '-1', '1.0', '1e3', '10000000000000000000', '"77405618597879914"', 'null'])
      expect(errorsOf({ kind: 'id' }, id)).toHaveLength(1);
  });

  it.each([
    ['2020-09-20T22:21:39.978+0000', true],
    ['2020-09-20T22:21:39.978-08:00', true],
    ['2024-02-29T00:00:00.000Z', true],
    ['2000-02-29T00:00:00.000Z', true],
    ['2026-02-29T00:00:00.000Z', false],
    ['1900-02-29T00:00:00.000Z', false],
    ['2026-04-31T00:00:00.000Z', false],
    ['2026-04-30T24:00:00.000Z', false],
    ['2026-04-30T00:00:00Z', false],
    ['2026-04-30T00:00:00.000', false],
    ['2026-04-30 00:00:00.000Z', false],
    ['2026-00-10T00:00:00.000Z', false],
    ['2026-04-30T00:00:00.000+24:00', false],
  ])('knows whether %s is a time: %s', (text, isTime) => {
    expect(validate({ kind: 'dateTime' }, text)).toHaveLength(isTime ? 0 : 1);
  });

  it('counts characters, not UTF-16 units', () => {
    const shape: Shape = { kind: 'text', minLength: 2, maxLength: 3 };
    expect(validate(shape, '😀😀😀')).toEqual([]);
    expect(validate(shape, '😀')).toHaveLength(1);
    expect(validate(shape, '😀😀😀😀')).toHaveLength(1);
  });

  it('refuses an empty key and one that is too long, wherever keys are free', () => {
    expect(errorsOfSample('"describedBy": null', '"describedBy": [{"":1}]')).toEqual([
      { pointer: '/orders/0/orderItems/0/describedBy/0/', detail: expect.stringContaining('empty text') },
    ]);
    expect(errorsOfSample('"fields": null', `"fields": {"${'k'.repeat(20_000)}":1}`)).toEqual([
      { pointer: '/orders/0/orderPricings/0/fields', detail: expect.stringContaining('20000 characters') },
    ]);
  });

  it('refuses nesting that the table cannot keep', () => {
    const nested = (levels: number) => `"describedBy": ${'['.repeat(levels)}${']'.repeat(levels)}`;
    expect(errorsOfSample('"describedBy": null', nested(30))).toEqual([]);
    expect(errorsOfSample('"describedBy": null', nested(31))).toHaveLength(1);
  });

  it('shows the first 100 errors and how many more there are', () => {
    const errors = validate({ kind: 'list', of: { kind: 'boolean' } }, Array(250).fill(null));
    expect(errors).toHaveLength(101);
    expect(errors[99]?.pointer).toBe('/99');
    expect(errors[100]).toEqual({ pointer: '', detail: '150 more errors; correct these 100 first' });
  });

  it('never repeats free text, nor much of anything', () => {
    const secret = 'x'.repeat(300);
    const bodies = [`"orderStatus": "${secret}"`, `"${secret}": 1`, `"effectiveDate": "${secret}"`];
    for (const body of bodies) {
      const errors = errorsOfSample('"orderStatus": "Ready To Submit"', body);
      expect(errors).toHaveLength(1);
      expect(JSON.stringify(errors)).not.toContain('xxxx');
    }
  });

  it('keeps pointers short: that of a very deep error is the one of what is around it', () => {
    const key = 'k'.repeat(1500);
    const errors = errorsOfSample('"fields": null', `"fields": {"${key}": {"${key}": 1e999}}`);
    expect(errors.map((error) => error.pointer)).toEqual([`/orders/0/orderPricings/0/fields/${key}`]);
  });

  it('asks for at least one order id, and for lists of fields', () => {
    expect(errorsOf(QUERY_ORDERS_REQUEST, '{"orderIdList":[]}')).toHaveLength(1);
    expect(
      errorsOf(
        QUERY_ORDERS_REQUEST,
        '{"orderIdList":["8014R000000AQGrQAO"],"sObjTypeToAdditionalFieldsMap":{"Order":"Account.Name"}}',
      ),
    ).toEqual([{ pointer: '/sObjTypeToAdditionalFieldsMap/Order', detail: 'expected a list, got a text' }]);
  });
});

describe.each(Object.entries(DOCUMENT_SHAPES))('the JSON Schema of %s', (_name, shape) => {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, strictTypes: false });
  addFormats.default(ajv);
  const isValid = ajv.compile(JSON.parse(stringifyJson(standalone(shape))));
  const accepts = (value: JsonValue) => isValid(JSON.parse(stringifyJson(value)));

  it('accepts what validate accepts', () => {
    fc.assert(
      fc.property(validValue(shape), (value) => {
        expect(validate(shape, value)).toEqual([]);
        expect(accepts(value)).toBe(true);
      }),
    );
  });

  it('rejects what validate rejects', () => {
    let rejected = 0;
    fc.assert(
      fc.property(validValue(shape).chain(broken), (value) => {
        const valid = validate(shape, value).length === 0;
        if (!valid) rejected += 1;
        expect(accepts(value)).toBe(valid);
      }),
    );
    expect(rejected).toBeGreaterThan(20);
  });
});
