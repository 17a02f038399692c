// What axe-core finds on the page as it stands, in the light and in the dark design. The page's own policy is not weakened for it.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Found {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}
interface Axe {
  run(
    part: string,
    options: { readonly resultTypes: readonly string[]; readonly runOnly?: readonly string[] },
  ): Promise<Found>;
}

/** The two designs differ in colours only: the second is asked about nothing else. */
const DESIGNS = [
  { colorScheme: 'light', options: { resultTypes: ['violations'] } },
  { colorScheme: 'dark', options: { resultTypes: ['violations'], runOnly: ['color-contrast', 'link-in-text-block'] } },
] as const;

/** What just opened is drawn, and no longer half seen: axe-core takes it as it finds it. */
const settle = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
    const ending = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });

/** @param part only what is in it: for an open list of suggestions, which hides the rest of the page from assistive technology. */
export async function findViolations(page: Page, part = 'html'): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  const found: string[] = [];
  for (const { colorScheme, options } of DESIGNS) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await settle(page);
    const { violations } = await page.evaluate(
      ([within, asked]) => (window as unknown as { axe: Axe }).axe.run(within, asked),
      [part, options] as const,
    );
    found.push(
      ...violations.map(
        ({ id, nodes }) => `${colorScheme}: ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
      ),
    );
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  return found;
}
