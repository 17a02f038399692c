// The folder of the sample firm is opened only when its key is a sample's. A folder with anything else, such as a copy of
// a real firm or a sample of Rekey 0.3, is moved aside, and a new sample is made.
import { existsSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { isSampleKey } from './storage/files/data-key.ts';

export function setAsideUnlessSample(folder: string): void {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return;
  if (isSampleKey(join(folder, 'data-key.json')) && existsSync(join(folder, 'rekey.db'))) return;
  let number = 1;
  while (existsSync(`${folder}-set-aside-${number}`)) number += 1;
  renameSync(folder, `${folder}-set-aside-${number}`);
}
