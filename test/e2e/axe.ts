// What axe-core finds on the page as it stands, in the light and in the dark design. The page's own policy is not weakened for it.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Found {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}
interface Axe {
  run(part: string, options: { readonly runOnly?: readonly string[] }): Promise<Found>;
}

/** The two designs differ in colours only: the second is asked about nothing else. */
const DESIGNS = [
  { colorScheme: 'light', options: {} },
  { colorScheme: 'dark', options: { runOnly: ['color-contrast', 'link-in-text-block'] } },
] as const;

/** @param part only what is in it: for an open list of suggestions, which hides the rest of the page from assistive technology. */
export async function findViolations(page: Page, part = 'html'): Promise<readonly string[]> {
  await page.evaluate(axe);
  const found: string[] = [];
  for (const { colorScheme, options } of DESIGNS) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { violations } = await page.evaluate(([within, asked]) => (window as unknown as { axe: Axe }).axe.run(within, asked), [
      part,
      options,
    ] as const);
    found.push(...violations.map(({ id, nodes }) => `${colorScheme}: ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`));
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  return found;
}
