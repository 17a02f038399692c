// What preload, main and its start share without loading the contract: the two channels between the processes, and how long a
// request may be.

export const REQUEST_CHANNEL = 'rekey:request';
export const EVENT_CHANNEL = 'rekey:event';

/** In UTF-16 units. The longest honest requests are letters to a hundred people, and lists of ten thousand ids. */
export const MAX_INPUT_LENGTH = 262_144;

/** Of a field in a refusal, where its own rules say nothing better. */
export const UNUSABLE_VALUE = 'This value cannot be used.';
