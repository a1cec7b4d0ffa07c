import { takeCrmTour } from './crm-tour.ts';
import { takeDataSyncTour } from './data-sync-tour.ts';
import { takeFeedTour } from './feed-tour.ts';
import { takeOrderTour } from './order-tour.ts';
import type { Outputs } from './outputs.ts';
import type { Progress } from './progress.ts';

/** What a part of the tour shows the system with. */
export interface TourOptions {
  readonly outputs: Outputs;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Shows a change arriving at each outlet, one after the other. Throws LocalError unless each got what it should. */
export async function takeTour(options: TourOptions): Promise<void> {
  await takeOrderTour(options);
  await takeDataSyncTour(options);
  await takeCrmTour(options);
  await takeFeedTour(options);
}
