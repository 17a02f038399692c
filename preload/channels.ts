// The two channels between the processes. They stand apart from the contract, so the preload script and the start of main do
// not load it for two names.

export const REQUEST_CHANNEL = 'rekey:request';
export const EVENT_CHANNEL = 'rekey:event';
