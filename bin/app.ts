import { App } from 'aws-cdk-lib';
import { ConfigError, loadConfig } from '../lib/config.ts';
import { addStacks } from '../lib/stacks.ts';

const app = new App();
try {
  addStacks(app, loadConfig(app.node.tryGetContext('stage'), app.node.tryGetContext('config')));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  // What is wrong with a stage's file is for whoever wrote it; our stack trace would hide it.
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
