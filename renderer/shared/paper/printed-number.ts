// The number of the activity record that paper carries: paper is a witness of all that was recorded before it.
import { request } from '../../bridge.ts';

/** Empty while nothing is recorded, and where the computer with the data cannot be asked: the codes matter more. */
export const readPrintedNumber = (): Promise<string> =>
  request('activity.getHead', {}).then(
    ({ printed }) => printed,
    () => '',
  );
