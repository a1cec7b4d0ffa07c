import { readFileSync } from 'node:fs';
import path from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type AppConfig, parseConfig } from '../../lib/config.ts';
import { addStacks, type Stacks } from '../../lib/stacks.ts';

/** What `cdk.json` sets for every synthesis. */
export const CDK_CONTEXT: Readonly<Record<string, unknown>> = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../../cdk.json'), 'utf8'),
).context;

// CloudFormation's own rules take 2 s a synthesis: `npm run synth` and stacks.test.ts ask them, once each.
process.env.CDK_VALIDATION = 'false';

/** The stacks of a stage, with the feature flags of cdk.json and without bundling. */
export function synthesize(stage: string, content: object): { app: App; config: AppConfig; stacks: Stacks } {
  const app = new App({
    context: { ...CDK_CONTEXT, 'aws:cdk:bundling-stacks': [], 'aws:cdk:enable-path-metadata': true },
  });
  const config = parseConfig(stage, content);
  return { app, config, stacks: addStacks(app, config) };
}

/** The templates of a stage by stack. */
export type Templates = Readonly<Record<keyof Stacks, Template>>;

/** The templates of a stage. Throws when cdk-nag finds anything that is not acknowledged. */
export function templatesOf(stage: string, content: object): Templates {
  const stacks = Object.entries(synthesize(stage, content).stacks);
  return Object.fromEntries(stacks.map(([name, stack]) => [name, Template.fromStack(stack)])) as Templates;
}

/** A resource as a template holds it. */
export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Metadata?: { readonly 'aws:cdk:path'?: string };
}

/** The resources of a type (without one: all), each with its logical id. */
export function resourcesOf(template: Template, type?: string): [string, Resource][] {
  const all = Object.entries<Resource>(template.toJSON().Resources);
  return all.filter(([, { Type }]) => type === undefined || Type === type);
}

/** Where a resource stands in its stack: without the stack's name and without CloudFormation's own child. */
export function pathOf(resource: Resource): string {
  return (resource.Metadata?.['aws:cdk:path'] ?? '').split('/').slice(1, -1).join('/');
}
