import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { defaultProvider } from '../../lambda/runtime/environment-credentials.ts';

const SDK = join(import.meta.dirname, '../../node_modules/@aws-sdk');

describe('credentials from the environment', () => {
  const before = { ...process.env };
  beforeEach(() => {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIDONE', AWS_SECRET_ACCESS_KEY: 's' });
    delete process.env.AWS_SESSION_TOKEN;
  });
  afterEach(() => {
    process.env = { ...before };
  });

  it('are read anew at each call', async () => {
    const credentials = defaultProvider();
    expect(await credentials()).toEqual({ accessKeyId: 'AKIDONE', secretAccessKey: 's' });
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIDTWO', AWS_SESSION_TOKEN: 't' });
    expect(await credentials()).toEqual({
      accessKeyId: 'AKIDTWO',
      secretAccessKey: 's',
      sessionToken: 't',
    });
  });

  it.each(['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])('are refused without %s', async (name) => {
    delete process.env[name];
    await expect(defaultProvider()()).rejects.toMatchObject({ code: 'ENVIRONMENT_INVALID' });
  });

  it("sign the SDK's requests", async () => {
    const signed: Record<string, string>[] = [];
    const client = new DynamoDBClient({
      region: 'eu-central-1',
      maxAttempts: 1,
      credentialDefaultProvider: defaultProvider,
      requestHandler: {
        handle: async (request: { headers: Record<string, string> }) => {
          signed.push(request.headers);
          throw new Error('sent far enough');
        },
      },
    });
    await expect(client.send(new ListTablesCommand({}))).rejects.toThrow('sent far enough');
    expect(signed[0]?.authorization).toContain('Credential=AKIDONE/');
  });

  it.each(['client-dynamodb', 'client-kinesis'])(
    'stand in for all that %s takes from the package that they replace',
    (client) => {
      const folder = join(SDK, client, 'dist-es');
      const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.js'))
        .map((name) => readFileSync(join(folder, name), 'utf8'));
      const imported = sources.flatMap((source) =>
        [...source.matchAll(/import \{([^}]*)\} from "@aws-sdk\/credential-provider-node"/g)].map(
          (m) => m[1],
        ),
      );
      expect(imported.map((names) => names?.trim())).toEqual([
        'defaultProvider as credentialDefaultProvider',
      ]);
    },
  );
});
