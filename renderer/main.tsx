// The window's entry: fonts, styles, and, as soon as main says where the window stands, the application.
import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
import { StrictMode } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { request } from './bridge.ts';
import { savePreferencesOnLeaving, useWindow } from './state.ts';
import { takeOver } from './take-over.ts';

async function start(root: HTMLElement): Promise<void> {
  savePreferencesOnLeaving();
  // Until it is known which page is due, what is there stays.
  useWindow.getState().setApp(await request('application.getState', {}));
  takeOver(root, () =>
    flushSync(() =>
      createRoot(root).render(
        <StrictMode>
          <App />
        </StrictMode>,
      ),
    ),
  );
  performance.mark('alive'); // for the benchmark: from here on the page answers
}

const root = document.getElementById('root');
if (root !== null) void start(root);
