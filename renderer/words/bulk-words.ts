// What ended an act on many before its end, in words.
import type { BulkCut } from '../../preload/contract/index.ts';

/** What stands before the outcome. @param again what the person does for those that were not reached. */
export function cutSentence(cut: NonNullable<BulkCut>, again: string): string {
  switch (cut.why) {
    case 'cannot_write':
      return `The disk is full or cannot be written to, so it stopped. What is done stands. Make room, then ${again}.`;
    case 'clock':
      return `This computer’s clock has jumped, so it stopped. What is done stands. Set the clock right, then ${again}.`;
    case 'unexpected':
      return `Something unexpected stopped it. What is done stands. It is in the log under ${cut.reference}. You can ${again}.`;
  }
}
