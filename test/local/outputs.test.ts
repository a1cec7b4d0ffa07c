import { cloudAt } from '../../local/cloud.ts';
import { makeOauthClients } from '../../local/oauth-clients.ts';
import { makeOutputs } from '../../local/outputs.ts';

const STACKS = {
  RecordsTable: 'records',
  EventStream: 'events',
  EventStreamArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/events',
  Readers: JSON.stringify([
    {
      name: 'warehouse',
      accountId: '222222222222',
      readerRoleArn: 'arn:aws:iam::222222222222:role/own',
      roleArn: 'arn:aws:iam::000000000000:role/warehouse',
      externalId: 'w',
    },
    { name: 'lake', accountId: '333333333333', readerRoleArn: 'arn:aws:iam::333333333333:role/lake' },
  ]),
  DataSyncJobArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:job',
  CustomerPendingTable: 'DATA_SYNC_CUST_PENDING_QUEUE',
  TransactionPendingTable: 'DATA_SYNC_TRN_PENDING_QUEUE',
  ProgressTable: 'DATA_SYNC_PROGRESS_QUEUE',
  DataSyncSecret: 'ce_credentials',
  ImportBucket: 'imports',
  ApiUrl: 'https://139d9fa4.execute-api.us-east-1.amazonaws.com/v1/',
};

/** The local AWS as it is after a client has used it: the SDK notes in the credentials where they came from. */
function usedCloud() {
  const cloud = cloudAt('http://127.0.0.1:4566/');
  return { ...cloud, credentials: { ...cloud.credentials, $source: { CREDENTIALS_CODE: 'e' } } };
}

const RECEIVER = {
  url: 'https://127.0.0.1:9443/messages',
  controlUrl: 'http://127.0.0.1:9444',
  caFile: '/run/ca.pem',
};

function outputs(stacks: Record<string, string> = STACKS) {
  return makeOutputs({
    cloud: usedCloud(),
    stacks,
    tokenUrl: 'http://127.0.0.1:9000/token',
    clients: makeOauthClients(),
    receiver: RECEIVER,
    feedUrl: 'http://127.0.0.1:8080',
  });
}

describe('outputs.json', () => {
  it('holds the keys of the contract', () => {
    expect(outputs()).toEqual({
      endpoint: 'http://127.0.0.1:4566',
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      recordsTable: 'records',
      eventStream: 'events',
      eventStreamArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/events',
      readers: [
        { accountId: '222222222222', roleArn: 'arn:aws:iam::000000000000:role/warehouse', externalId: 'w' },
        { accountId: '333333333333', roleArn: 'arn:aws:iam::333333333333:role/lake', externalId: null },
      ],
      apiUrl: 'http://127.0.0.1:4566/_aws/execute-api/139d9fa4/v1',
      feedUrl: 'http://127.0.0.1:8080',
      oauth: { tokenUrl: 'http://127.0.0.1:9000/token', clients: expect.anything() },
      dataSync: {
        jobArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:job',
        customerPendingTable: 'DATA_SYNC_CUST_PENDING_QUEUE',
        transactionPendingTable: 'DATA_SYNC_TRN_PENDING_QUEUE',
        progressTable: 'DATA_SYNC_PROGRESS_QUEUE',
        secretId: 'ce_credentials',
      },
      imports: { bucket: 'imports' },
      receiver: RECEIVER,
    });
  });

  it('has a client for each role, each with a secret of its own', () => {
    const { clients } = outputs().oauth;
    const roles = ['ordering', 'crm', 'system-config', 'system-admin', 'job-admin', 'feed-reader'] as const;
    for (const role of roles) expect(clients[role]).toMatchObject({ clientId: role, roles: [role] });
    expect(clients.operator.roles).toEqual(roles);
    expect(clients.nobody.roles).toEqual([]);
    expect(clients['data-sync'].roles).toEqual([]);
    expect(new Set(Object.values(clients).map(({ clientSecret }) => clientSecret)).size).toBe(9);
  });

  it('is not made when a stack output is missing', () => {
    const { EventStream: _, ...rest } = STACKS;
    expect(() => outputs(rest)).toThrow('The deployed stacks have no output EventStream.');
  });
});
