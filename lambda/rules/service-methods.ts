import type { ServiceMethod } from './service-method.ts';

/** Every method of every service, in the order of table H-1. */
export const SERVICE_METHODS: readonly ServiceMethod[] = [];
