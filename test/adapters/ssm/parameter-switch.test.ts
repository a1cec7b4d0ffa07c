import type { AwsAnswer, AwsRequest } from '../../../lambda/adapters/http/aws-http-client.ts';
import { ParameterSwitch } from '../../../lambda/adapters/ssm/parameter-switch.ts';

const says = (Value: unknown): AwsAnswer => ({
  status: 200,
  headers: {},
  body: JSON.stringify({ Parameter: { Name: '/x', Value } }),
});
const DOWN: AwsAnswer = { status: undefined, code: 'ECONNREFUSED' };
const THROTTLED: AwsAnswer = { status: 400, headers: {}, body: '{"__type":"ThrottlingException"}' };
const MISSING: AwsAnswer = { status: 400, headers: {}, body: '{"__type":"ParameterNotFound"}' };

/** A switch whose Parameter Store gives these answers, the last one for ever. */
function open(...answers: AwsAnswer[]) {
  const time = { now: 1_000_000 };
  const requests: AwsRequest[] = [];
  const send = async (request: AwsRequest) => {
    requests.push(request);
    return (answers.length > 1 ? answers.shift() : answers[0]) as AwsAnswer;
  };
  const parameter = new ParameterSwitch({ client: { send }, name: '/x', clock: () => time.now });
  return { parameter, time, requests, answers };
}

describe('the switch in Parameter Store', () => {
  it.each([
    ['true', true],
    ['Yes', true],
    [' TRUE ', true],
    ['false', false],
    ['No', false],
  ])('takes %j, as the seed writes it', async (value, expected) => {
    expect(await open(says(value)).parameter.isOn()).toBe(expected);
  });

  it('asks for the parameter by its name', async () => {
    const { parameter, requests } = open(says('true'));
    await parameter.isOn();
    expect(requests[0]).toMatchObject({
      method: 'POST',
      path: '/',
      headers: { 'x-amz-target': 'AmazonSSM.GetParameter', 'content-type': 'application/x-amz-json-1.1' },
    });
    expect(String(requests[0]?.body)).toBe('{"Name":"/x"}');
  });

  it('is asked again after ten seconds, and not before', async () => {
    const { parameter, time, requests } = open(says('true'), says('false'));
    await parameter.isOn();
    time.now += 9_999;
    expect(await parameter.isOn()).toBe(true);
    expect(requests).toHaveLength(1);
    time.now += 1;
    expect(await parameter.isOn()).toBe(false);
  });

  it('is asked again at once when the call fails or is throttled', async () => {
    expect(await open(DOWN, THROTTLED, says('true')).parameter.isOn()).toBe(true);
  });

  it('holds what it last said for five minutes while nobody answers, then says that it does not know', async () => {
    const { parameter, time } = open(says('true'), DOWN);
    await parameter.isOn();
    time.now += 299_999;
    expect(await parameter.isOn()).toBe(true);
    time.now += 1;
    await expect(parameter.isOn()).rejects.toMatchObject({ code: 'INTERNAL', retryable: true });
  });

  it.each([
    ['is missing', MISSING],
    ['says neither', says('maybe')],
    ['says nothing', says(undefined)],
    ['cannot be reached', DOWN],
  ])('guesses nothing when it %s', async (_, answer) => {
    await expect(open(answer).parameter.isOn()).rejects.toMatchObject({ code: 'INTERNAL' });
  });
});
