import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @import { Chapter } from '../chapter.ts' */

/** @type {Chapter} */
export const damagedData = {
  title: 'When the data cannot be opened',
  isSample: false,
  prepare(folder) {
    mkdirSync(join(folder, 'firm'), { recursive: true });
    writeFileSync(join(folder, 'firm', 'rekey.db'), 'this was a database once');
  },
  scenes: [
    {
      name: 'data-damaged',
      shows: 'What happened, and what to do',
      go: ({ page }) => page.getByRole('heading', { name: 'What to do' }).waitFor(),
    },
  ],
};
