import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { Cloud } from './cloud.ts';
import { LocalError } from './local-error.ts';

/** An output of a deployed stack. Throws LocalError when there is none of this name. */
export async function stackOutput(
  { endpoint, region, credentials }: Cloud,
  { stack, key }: { readonly stack: string; readonly key: string },
): Promise<string> {
  const client = new CloudFormationClient({ endpoint, region, credentials });
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stack }));
    const output = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === key)?.OutputValue;
    if (output === undefined) throw new LocalError(`The stack ${stack} has no output ${key}.`);
    return output;
  } finally {
    client.destroy();
  }
}
