// A plugin for the renderer's build: writes sign-in.html, which is index.html with the sign-in page in it as plain HTML. The
// page's own components render it when Rekey is built, so the window shows it before any script has run.
import { join } from 'node:path';
import { createElement, type FunctionComponent } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { type CSSModulesOptions, createServer, type Plugin } from 'vite';

const PLACE = '<div id="root"></div>';
const SCRIPT = /<script type="module" crossorigin src="([^"]+)"><\/script>/;

/**
 * @param root the renderer's folder.
 * @param modules how class names are made; the build uses the same.
 */
export function prerender(root: string, modules: CSSModulesOptions): Plugin {
  let boot = '';
  return {
    name: 'prerender',
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
        throw new Error(`index.html has no ${PLACE} for the prerendered page, or no script`);
      const source = page.source
        .replace(PLACE, `<div id="root" data-prerendered>${await draw(root, modules)}</div>`)
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
    const { PrerenderedPage } = (await server.ssrLoadModule('/prerender.tsx')) as {
      readonly PrerenderedPage: FunctionComponent;
    };
    return renderToStaticMarkup(createElement(PrerenderedPage));
  } finally {
    await server.close();
  }
}
