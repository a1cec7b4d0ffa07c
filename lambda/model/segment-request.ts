import { requestShape } from './request-shape.ts';
import { SEGMENT } from './segment.ts';
import type { Shape } from './shape.ts';

/** Body of PUT /segments/{segmentId}, and of the answer to GET. */
export const SEGMENT_REQUEST: Shape = requestShape(SEGMENT);
