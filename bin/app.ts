import { App } from 'aws-cdk-lib';
import { loadConfig } from '../lib/config.ts';
import { addStacks } from '../lib/stacks.ts';

const app = new App();
addStacks(app, loadConfig(app.node.tryGetContext('stage'), app.node.tryGetContext('config')));
