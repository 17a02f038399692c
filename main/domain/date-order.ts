// How the firm writes dates. Files keep the form of ISO 8601, whatever it chooses.

/** 23 Jul 2024, Jul 23, 2024, or 2024-07-23. */
export type DateOrder = 'day_first' | 'month_first' | 'iso';
