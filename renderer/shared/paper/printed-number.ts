// What paper says of the activity record, which makes it a witness of all that was recorded before, and of the firm's key.
import type { OutputOf } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';

export type PaperFacts = OutputOf<'activity.getHead'>;
export const NO_FACTS: PaperFacts = { printed: '', fingerprint: '' };

/** Empty where the computer with the data cannot be asked: the codes matter more. */
export const readPaperFacts = (): Promise<PaperFacts> => request('activity.getHead', {}).catch(() => NO_FACTS);

/** Empty while nothing is recorded. */
export const readPrintedNumber = async (): Promise<string> => (await readPaperFacts()).printed;
