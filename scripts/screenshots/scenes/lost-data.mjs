import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @import { Chapter } from '../chapter.ts' */

/** @type {Chapter} */
export const missingData = {
  title: 'When the data is gone',
  isSample: false,
  prepare(folder) {
    writeFileSync(join(folder, 'record-anchor.json'), 'the anchor of a firm');
  },
  scenes: [
    {
      name: 'data-missing',
      shows: 'A firm that is gone is no first run',
      go: ({ page }) => page.getByRole('heading', { name: 'Your data is missing' }).waitFor(),
    },
  ],
};

/** @type {Chapter} */
export const dataInUse = {
  title: 'When another computer has the data open',
  isSample: false,
  prepare(folder) {
    const claim = { version: 1, computer: 'front-desk', machine: 'another', pid: 1, process: '', token: 'theirs' };
    mkdirSync(join(folder, 'firm'), { recursive: true });
    writeFileSync(
      join(folder, 'firm', 'in-use.json'),
      JSON.stringify({ ...claim, lastSeenAt: Date.UTC(2026, 10, 29, 9, 30) }),
    );
  },
  scenes: [
    {
      name: 'data-in-use',
      shows: 'Which computer has it open, and what to do when it has not',
      go: ({ page }) => page.getByRole('heading', { name: 'Your data is open elsewhere' }).waitFor(),
    },
  ],
};
