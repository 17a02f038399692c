// A test that fails by chance fails where nobody looks, so it leaves what its windows said.
import { afterEach } from 'vitest';
import { openWindows } from './application.ts';

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  for (const page of openWindows()) {
    const text = await page.evaluate(() => document.body.innerText).catch(String);
    process.stdout.write(`A window of "${task.name}" said:\n${text}\n`);
  }
});
