// A plugin for the renderer's build: turns docs/user-guide.md and its screenshots into one page, which the Help menu opens.
// The sources stay in docs/, where a code host shows them too.
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Marked } from 'marked';
import type { Plugin } from 'vite';

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/<[^>]+>|&[a-z]+;/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** @returns the page, and the paths of its screenshots, relative to `docs`. */
function buildGuide(docs: string): { readonly page: string; readonly pictures: readonly string[] } {
  const pictures = new Set<string>();
  const chapters: { readonly id: string; readonly text: string }[] = [];
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth }) {
        const text = this.parser.parseInline(tokens);
        const id = slug(text);
        if (depth === 2) chapters.push({ id, text });
        return `<h${depth} id="${id}">${text}</h${depth}>\n`;
      },
      image({ href, text }) {
        pictures.add(href);
        return `<img src="pictures/${basename(href)}" alt="${text}" loading="lazy">`;
      },
    },
  });
  const body = marked.parse(readFileSync(join(docs, 'user-guide.md'), 'utf8'), { async: false });
  const contents = chapters.map(({ id, text }) => `<li><a href="#${id}">${text}</a></li>`).join('\n');
  const page = `<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<title>Rekey user guide</title>
<link rel="stylesheet" href="guide.css">
</head>
<body>
<nav aria-label="Chapters"><ul>
${contents}
</ul></nav>
<main>
${body}</main>
</body>
</html>
`;
  return { page, pictures: [...pictures] };
}

/** The font of the windows, from the files that they use. */
function interFaces(root: string, files: readonly string[]): string {
  const faces = readFileSync(join(root, 'node_modules/@fontsource-variable/inter/wght.css'), 'utf8');
  return faces.replaceAll(/url\(\.\/files\/([\w-]+)\.woff2\)/g, (_, name: string) => {
    const file = files.find((each) => basename(each).startsWith(`${name}-`) && each.endsWith('.woff2'));
    if (file === undefined) throw new Error(`the windows use no font file ${name}`);
    return `url(../${file})`;
  });
}

/** @param root the project's folder. */
export function userGuide(root: string): Plugin {
  const docs = join(root, 'docs');
  return {
    name: 'user-guide',
    generateBundle(_, bundle) {
      const { page, pictures } = buildGuide(docs);
      this.emitFile({ type: 'asset', fileName: 'guide/index.html', source: page });
      this.emitFile({
        type: 'asset',
        fileName: 'guide/guide.css',
        source:
          interFaces(root, Object.keys(bundle)) + readFileSync(join(root, 'renderer', 'styles', 'guide.css'), 'utf8'),
      });
      for (const picture of pictures) {
        const file = join(docs, picture);
        // A new screenshot can only be taken from a built application, so it may be missing here. A test reports that.
        if (existsSync(file))
          this.emitFile({ type: 'asset', fileName: `guide/pictures/${basename(picture)}`, source: readFileSync(file) });
        else this.warn(`${file} is missing: npm run pictures takes it`);
      }
    },
  };
}
