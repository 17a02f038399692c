// docs/screens.md: every picture of `npm run pictures`, by chapter, in both sizes side by side.

export const SIZES = ['1280x800', '900x600'];

export const pictureFile = (name, size) => `${name}-${size}.png`;

export function screensPage(chapters) {
  const line = ({ name, shows }) =>
    `| ${SIZES.map((size) => `![${shows}](pictures/${pictureFile(name, size)})`).join(' | ')} |`;
  const scene = (one) => `### ${one.shows}\n\n| 1280 x 800, light | 900 x 600, dark |\n| --- | --- |\n${line(one)}\n`;
  return [
    '# The screens of Rekey\n',
    'Every screen and every dialog, on the sample firm, in the order of the job. `npm run pictures` takes them from the real application and writes this page.\n',
    ...chapters.flatMap(({ title, scenes }) => [`## ${title}\n`, ...scenes.map(scene)]),
  ].join('\n');
}
