import { RemovalPolicy } from 'aws-cdk-lib';
import type { AppConfig } from '../config.ts';

/** What becomes of a resource that holds something when its stack goes: it stays, except on one machine. */
export function lasting(config: AppConfig): RemovalPolicy {
  return config.local ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
}
