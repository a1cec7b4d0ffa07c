import type { Template } from 'aws-cdk-lib/assertions';
import { pathOf, type Resource, resourcesOf, type Templates } from './synthesize.ts';

/** What a role may do: construct paths of resources, or ARNs, by action. */
export type Grants = Readonly<Record<string, readonly string[]>>;

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** By role's construct path, what it may do on which resources, from policies of its own and attached ones; of all stacks of a stage. */
export function grantsOfRoles(templates: Templates): Readonly<Record<string, Grants>> {
  const all: readonly Template[] = Object.values(templates);
  return Object.assign({}, ...all.map((template) => grantsOfStack(template, all)));
}

/** Grants in an order of their own, to be compared. */
export function sortedGrants(grants: Grants): [string, string[]][] {
  return Object.entries(grants)
    .map(([action, resources]): [string, string[]] => [action, [...new Set(resources)].sort()])
    .sort(([a], [b]) => a.localeCompare(b));
}

function grantsOfStack(template: Template, all: readonly Template[]): Record<string, Grants> {
  const policies = resourcesOf(template, 'AWS::IAM::Policy').map(([, { Properties }]) => Properties);
  return Object.fromEntries(
    resourcesOf(template, 'AWS::IAM::Role').map(([id, role]) => {
      const attached = policies.filter(({ Roles }) => JSON.stringify(Roles).includes(`"${id}"`));
      const own = (role.Properties.Policies ?? []) as Record<string, unknown>[];
      const documents = [...attached, ...own].map(({ PolicyDocument }) => PolicyDocument);
      const statements = (documents as { Statement: Statement[] }[]).flatMap(({ Statement }) => Statement);
      const path = pathOf(role);
      const ownLogGroup = path.replace(/Role$/, 'Logs');
      const text = (arn: unknown) => arnText(arn, template, all).replace(ownLogGroup, '<own log group>');
      return [path, grantsOf(statements, text)];
    }),
  );
}

function grantsOf(statements: readonly Statement[], text: (arn: unknown) => string): Grants {
  const grants: Record<string, string[]> = {};
  for (const { Effect, Action, Resource, Condition } of statements) {
    expect({ Effect, Condition }).toEqual({ Effect: 'Allow', Condition: undefined });
    for (const action of [Action].flat()) {
      grants[action] = [...(grants[action] ?? []), ...[Resource].flat().map(text)];
    }
  }
  return grants;
}

/** An ARN of the template as the construct path that it stands for. */
function arnText(arn: unknown, template: Template, all: readonly Template[]): string {
  if (typeof arn === 'string') return arn;
  const {
    Ref: ref,
    'Fn::GetAtt': attribute,
    'Fn::Join': join,
    'Fn::GetStackOutput': output,
  } = arn as {
    Ref?: string;
    'Fn::GetAtt'?: [string, string];
    'Fn::Join'?: [string, unknown[]];
    'Fn::GetStackOutput'?: { OutputName: string };
  };
  if (join) return join[1].map((part) => arnText(part, template, all)).join(join[0]);
  if (output) return outputText(output.OutputName, all);
  if (ref?.startsWith('AWS::')) return `<${ref.slice(5)}>`;
  if (ref) return pathOf(template.toJSON().Resources[ref] as Resource);
  if (!attribute) throw new Error(`an ARN of unknown form: ${JSON.stringify(arn)}`);
  const resource = template.toJSON().Resources[attribute[0]] as Resource;
  return `${pathOf(resource)}${attribute[1] === 'StreamArn' ? ' stream' : ''}`;
}

/** What another stack gives out. */
function outputText(name: string, all: readonly Template[]): string {
  const giver = all.find((template) => Object.hasOwn(template.toJSON().Outputs ?? {}, name));
  if (giver === undefined) throw new Error(`no stack has the output ${name}`);
  return arnText(giver.toJSON().Outputs[name].Value, giver, all);
}
