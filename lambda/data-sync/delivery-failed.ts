import type { DeliveryFailure } from './ports.ts';

/** A message that was not taken, as it ends a run. The execution shows name and message. */
export class DeliveryFailed extends Error {
  override readonly name = 'DeliveryFailed';

  constructor(failure: DeliveryFailure & { readonly uniqueId: string }) {
    super(described(failure));
  }
}

/** `uniqueId 26764466: status 503, "try later"`: which message, what came or how far it went, the answer's first characters. */
function described({
  uniqueId,
  stage,
  status,
  reason,
  excerpt,
}: DeliveryFailure & { uniqueId: string }): string {
  const parts = [
    ...(stage === 'response' && status !== undefined ? [] : [`failed at ${stage}`]),
    ...(status === undefined ? [] : [`status ${status}`]),
    ...(reason === undefined ? [] : [reason]),
    ...(excerpt === undefined ? [] : [JSON.stringify(excerpt)]),
  ];
  return `uniqueId ${uniqueId}: ${parts.join(', ')}`;
}
