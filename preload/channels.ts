// The two channels that exist between the processes. Apart from the contract, so that neither the preload script nor the first
// part of the start reads the whole contract for two names.

export const REQUEST_CHANNEL = 'rekey:request';
export const EVENT_CHANNEL = 'rekey:event';
