import { parseJson } from '../../lambda/domain/parse-json.ts';
import { firstDifference } from '../../local/same-json.ts';

function difference(left: string, right: string): string | undefined {
  return firstDifference(parseJson(left), parseJson(right));
}

describe('the first difference of two JSON values', () => {
  it.each([
    ['null', 'null'],
    ['{"a":1,"b":[true,{}]}', '{"b":[true,{}],"a":1}'],
    ['-20.00', '-2e1'],
    ['77405618597879914', '77405618597879914'],
    ['{"a":{"b":"c"}}', '{"a":{"b":"c"}}'],
  ])('is none between %s and %s', (left, right) => {
    expect(difference(left, right)).toBeUndefined();
  });

  it.each([
    ['77405618597879914', '77405618597879920', ': 77405618597879914 and 77405618597879920'],
    ['{"a":null}', '{}', '/a: null and nothing'],
    ['{}', '{"a":null}', '/a: nothing and null'],
    ['{"a":{}}', '{"a":[]}', '/a: {} and []'],
    ['[1,2]', '[1]', ': [1,2] and [1]'],
    ['[1,{"x/y":2}]', '[1,{"x/y":3}]', '/1/x~1y: 2 and 3'],
    ['{"a":"1"}', '{"a":1}', '/a: "1" and 1'],
    ['false', 'null', ': false and null'],
  ])('of %s and %s is named with its place', (left, right, expected) => {
    expect(difference(left, right)).toBe(expected);
  });
});
