// What Linux says about its mounted file systems.
import { readFileSync } from 'node:fs';

export const readMountInfo = (): string => readFileSync('/proc/self/mountinfo', 'utf8');
