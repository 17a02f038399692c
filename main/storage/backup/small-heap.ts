// The threads of a backup make pieces of a file that live for a moment. V8 frees them when its young generation is full, so
// a small one keeps the memory of a backup small (docs/performance.md).
import type { ResourceLimits } from 'node:worker_threads';

export const SMALL_HEAP: ResourceLimits = { maxYoungGenerationSizeMb: 1 };
