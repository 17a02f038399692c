// docs/screens.md: all screenshots by chapter, both sizes side by side.

/** @import { Chapter, Scene } from './chapter.ts' */

export const SIZES = ['1280x800', '900x600'];

/**
 * @param {string} name of the scene
 * @param {string} size
 */
export const screenshotFile = (name, size) => `${name}-${size}.png`;

/**
 * @param {readonly Chapter[]} chapters
 * @returns {string} the page
 */
export function screensPage(chapters) {
  return [
    '# The screens of Rekey\n',
    'Every screen and every dialog, on the sample firm, in the order of the job. `npm run pictures` takes them from the real application and writes this page.\n',
    ...chapters.flatMap(({ title, scenes }) => [`## ${title}\n`, ...scenes.map(toSection)]),
  ].join('\n');
}

/** @param {Scene} scene */
function toSection({ name, shows }) {
  const cells = SIZES.map((size) => `![${shows}](pictures/${screenshotFile(name, size)})`);
  return `### ${shows}\n\n| 1280 x 800, light | 900 x 600, dark |\n| --- | --- |\n| ${cells.join(' | ')} |\n`;
}
