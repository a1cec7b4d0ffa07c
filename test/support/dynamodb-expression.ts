import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../lambda/adapters/dynamodb/attribute-value.ts';

/** The parts of an action or a query that its expressions draw on. */
export interface ExpressionContext {
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Item | undefined;
}

const TOKEN = /\s*([()]|,|<=|>=|<>|[=<>]|[#:]\w+|\w+)/y;

const known = new Map<string, readonly string[]>();

/** Cuts an expression into tokens; throws for what is none. */
function tokensOf(expression: string): string[] {
  const tokens = known.get(expression) ?? newTokensOf(expression);
  known.set(expression, tokens);
  return [...tokens];
}

function newTokensOf(expression: string): readonly string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < expression.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(expression)?.[1];
    if (token === undefined) throw new SyntaxError(`cannot read ${JSON.stringify(expression.slice(at))}`);
    tokens.push(token);
  }
  return tokens;
}

/** Whether a condition holds for an item. Knows what DynamoDB knows of: functions on attributes, comparisons, AND, OR. */
export function conditionHolds(expression: string, item: Item, context: ExpressionContext): boolean {
  const tokens = tokensOf(expression);
  const next = (): string => tokens.shift() ?? '';
  const expect = (token: string): void => {
    const found = next();
    if (found !== token) throw new SyntaxError(`expected ${token}, found ${found} in ${expression}`);
  };
  const operand = (): AttributeValue | undefined => resolve(next(), item, context);
  const functions: Record<string, (parts: (AttributeValue | undefined)[]) => boolean> = {
    attribute_exists: ([value]) => value !== undefined,
    attribute_not_exists: ([value]) => value === undefined,
    begins_with: ([value, start]) => value?.S?.startsWith(start?.S ?? '') ?? false,
  };
  const term = (): boolean => {
    if (tokens[0] === '(') {
      next();
      const inside = either();
      expect(')');
      return inside;
    }
    const call = functions[tokens[0] ?? ''];
    if (call !== undefined) {
      next();
      expect('(');
      const parts = [operand()];
      if (tokens[0] === ',' && next()) parts.push(operand());
      expect(')');
      return call(parts);
    }
    const left = operand();
    const operator = next();
    const right = operand();
    if (operator !== 'BETWEEN') return compares(left, operator, right);
    expect('AND');
    const last = operand();
    return compares(left, '>=', right) && compares(left, '<=', last);
  };
  const all = (): boolean => {
    let holds = term();
    while (tokens[0] === 'AND' && next()) holds = term() && holds;
    return holds;
  };
  const either = (): boolean => {
    let holds = all();
    while (tokens[0] === 'OR' && next()) holds = all() || holds;
    return holds;
  };
  const holds = either();
  if (tokens.length > 0) throw new SyntaxError(`${tokens.join(' ')} is left over in ${expression}`);
  return holds;
}

function resolve(token: string, item: Item, context: ExpressionContext): AttributeValue | undefined {
  if (!token.startsWith(':')) return item[nameOf(token, context)];
  const value = context.ExpressionAttributeValues?.[token];
  if (value === undefined) throw new SyntaxError(`${token} is not defined`);
  return value;
}

function nameOf(token: string, context: ExpressionContext): string {
  const name = context.ExpressionAttributeNames?.[token];
  if (!token.startsWith('#') || name === undefined) throw new SyntaxError(`${token} is not defined`);
  return name;
}

/** DynamoDB compares only values of the same type; a comparison with an attribute that is not there is false. */
function compares(
  left: AttributeValue | undefined,
  operator: string,
  right: AttributeValue | undefined,
): boolean {
  if (left === undefined || right === undefined) return false;
  if (Object.keys(left)[0] !== Object.keys(right)[0]) return false;
  const order = orderOf(left, right);
  const meanings: Record<string, boolean> = {
    '=': order === 0,
    '<>': order !== 0,
    '<': order < 0,
    '>': order > 0,
    '<=': order <= 0,
    '>=': order >= 0,
  };
  const holds = meanings[operator];
  if (holds === undefined) throw new SyntaxError(`unknown operator ${operator}`);
  return holds;
}

function orderOf(left: AttributeValue, right: AttributeValue): number {
  if (left.N !== undefined && right.N !== undefined) {
    const difference = BigInt(left.N) - BigInt(right.N);
    return difference === 0n ? 0 : difference < 0n ? -1 : 1;
  }
  if (left.S !== undefined && right.S !== undefined)
    return Buffer.compare(Buffer.from(left.S), Buffer.from(right.S));
  return JSON.stringify(left) === JSON.stringify(right) ? 0 : 1;
}

/** An item after an update expression: SET of values, attributes and if_not_exists, ADD of numbers, REMOVE. */
export function updated(expression: string, item: Item, context: ExpressionContext): Item {
  const result = { ...item };
  const tokens = tokensOf(expression);
  let section = '';
  while (tokens.length > 0) {
    const token = tokens.shift() ?? '';
    if (token === 'SET' || token === 'ADD' || token === 'REMOVE') section = token;
    else if (token !== ',') updateOne({ section, token, tokens, result, context });
  }
  return result;
}

function updateOne(update: {
  section: string;
  token: string;
  tokens: string[];
  result: Item;
  context: ExpressionContext;
}): void {
  const { section, token, tokens, result, context } = update;
  const name = nameOf(token, context);
  if (section === 'REMOVE') {
    delete result[name];
    return;
  }
  if (section === 'SET' && tokens.shift() !== '=') throw new SyntaxError('SET needs =');
  const value = operandOf(tokens, result, context);
  if (value === undefined) throw new SyntaxError(`${name} gets no value`);
  result[name] =
    section === 'ADD' ? { N: String(BigInt(result[name]?.N ?? 0) + BigInt(value.N ?? '')) } : value;
}

/** A value, another attribute, or `if_not_exists(attribute, value)`. */
function operandOf(tokens: string[], item: Item, context: ExpressionContext): AttributeValue | undefined {
  const token = tokens.shift() ?? '';
  if (token !== 'if_not_exists') return resolve(token, item, context);
  const [, attribute = '', , fallback = ''] = tokens.splice(0, 5);
  return resolve(attribute, item, context) ?? resolve(fallback, item, context);
}

/** Order of two keys of the same type, as a query gives them. */
export function compareKeys(left: AttributeValue | undefined, right: AttributeValue | undefined): number {
  if (left?.N !== undefined && right?.N !== undefined) return Number(BigInt(left.N) - BigInt(right.N));
  return Buffer.compare(Buffer.from(left?.S ?? ''), Buffer.from(right?.S ?? ''));
}
