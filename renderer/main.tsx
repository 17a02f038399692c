// The window's entry: fonts, styles, and the application as soon as main reports the window's screen.
import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
import { StrictMode } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { request } from './bridge.ts';
import { hydrate } from './hydrate.ts';
import { savePreferencesOnClose, useAppStore } from './state.ts';
import { CardPage } from './ui/card-page.tsx';

async function start(root: HTMLElement): Promise<void> {
  savePreferencesOnClose();
  // The prerendered page stays until main says which page is due.
  const page = await request('application.getState', {}).then(
    (app) => {
      useAppStore.getState().setApp(app);
      return <App />;
    },
    () => (
      <CardPage title="Rekey cannot start">
        <p>Something went wrong while your data was opened. Nothing was changed. Close Rekey and start it again.</p>
      </CardPage>
    ),
  );
  hydrate(root, () => flushSync(() => createRoot(root).render(<StrictMode>{page}</StrictMode>)));
  performance.mark('alive'); // for the benchmark: the page is interactive from here on
}

const root = document.getElementById('root');
if (root !== null) void start(root);
