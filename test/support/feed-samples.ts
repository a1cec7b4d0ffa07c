import type { JsonObject } from '../../lambda/domain/json.ts';
import { parseJson } from '../../lambda/domain/parse-json.ts';
import { testText } from './test-data.ts';

const [header = '', body = ''] = testText('aria-account-create.sse')
  .split('\n')
  .filter((line) => line.startsWith('data:'))
  .map((line) => line.slice('data:'.length));

/** The two data lines of the seed's frame. */
export const SAMPLE_HEADER = header;
export const SAMPLE_BODY = body;

/** The seed's account as a record holds it: plain values, under their labels. */
export const SAMPLE_ACCOUNT: JsonObject = {
  ...(parseJson(body) as JsonObject),
  'Object Type': 'Account',
  id: JSON.rawJSON('21119957'),
  Created: '2020-06-08 17:53:30.000+00',
  Modified: '2020-06-08 17:53:30.123+00',
  _tick: JSON.rawJSON('29580691950'),
  status: JSON.rawJSON('1'),
  currency: 'usd',
  notify_method: JSON.rawJSON('2'),
  locale: JSON.rawJSON('10001'),
  admin_contact: JSON.rawJSON('23436896'),
  functional_account_groups: [{ group_no: JSON.rawJSON('10095894'), client_group_id: 'FA_-_DE' }],
  account_fields: [
    {
      account_field: { field_no: JSON.rawJSON('22776'), field_name: 'supp_field_1587439747321' },
      field_values: ['Account_Field_value_1'],
    },
  ],
};
