// The first picture: sign-in.html is index.html with the sign-in page in it as plain HTML, drawn by its own components when Rekey
// is built, so that the window shows it before any script has run. A plugin for the renderer's build.
import { join } from 'node:path';
import { createElement, type FunctionComponent } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { type CSSModulesOptions, createServer, type Plugin } from 'vite';

const PLACE = '<div id="root"></div>';
const SCRIPT = /<script type="module" crossorigin src="([^"]+)"><\/script>/;

/**
 * @param root the renderer's folder.
 * @param modules how class names are made: the same here and in the build.
 */
export function firstPicture(root: string, modules: CSSModulesOptions): Plugin {
  let boot = '';
  return {
    name: 'first-picture',
    enforce: 'post', // index.html is finished then
    buildStart() {
      boot = this.emitFile({ type: 'chunk', id: join(root, 'boot.ts'), name: 'boot' });
    },
    async generateBundle(_options, bundle) {
      const page = bundle['index.html'];
      if (
        page?.type !== 'asset' ||
        typeof page.source !== 'string' ||
        !page.source.includes(PLACE) ||
        !SCRIPT.test(page.source)
      )
        throw new Error(`index.html has no ${PLACE} for the first picture, or no script`);
      const source = page.source
        .replace(PLACE, `<div id="root" data-first-picture>${await draw(root, modules)}</div>`)
        .replace(
          SCRIPT,
          `<script type="module" crossorigin src="./${this.getFileName(boot)}"></script>\n    <link rel="modulepreload" crossorigin data-application href="$1">`,
        );
      this.emitFile({ type: 'asset', fileName: 'sign-in.html', source });
    },
  };
}

async function draw(root: string, modules: CSSModulesOptions): Promise<string> {
  const server = await createServer({
    configFile: false,
    root,
    appType: 'custom',
    logLevel: 'error',
    css: { modules },
    optimizeDeps: { noDiscovery: true },
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  });
  try {
    const { FirstPicture } = (await server.ssrLoadModule('/prerender.tsx')) as {
      readonly FirstPicture: FunctionComponent;
    };
    return renderToStaticMarkup(createElement(FirstPicture));
  } finally {
    await server.close();
  }
}
