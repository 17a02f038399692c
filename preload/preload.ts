// The bridge: two functions between the sandboxed window and main. Only strings cross, and nothing of Electron or Node.
import { contextBridge, ipcRenderer } from 'electron';
import { EVENT_CHANNEL, MAX_INPUT_LENGTH, REQUEST_CHANNEL } from './channels.ts';
import type { Bridge, EventName } from './contract/index.ts';

/** The same answer as main's. */
const UNREAD = JSON.stringify({
  ok: false,
  failure: { code: 'bad_input', fields: [{ field: '', message: 'The request could not be read.' }] },
});
type Listener = Parameters<Bridge['subscribe']>[0];
/** One listener of Electron's passes events on to all of the window's: a screen has more than Electron takes for a leak. */
const listeners = new Set<Listener>();
ipcRenderer.on(EVENT_CHANNEL, (_event, name: EventName, payload: string) => {
  for (const listener of [...listeners]) listener(name, payload);
});
const isShortText = (value: unknown): boolean => typeof value === 'string' && value.length <= MAX_INPUT_LENGTH;

const bridge: Bridge = {
  // The type holds for the renderer alone. What else runs in the window sends no more than main would read.
  request: async (name: unknown, input: unknown) =>
    isShortText(name) && isShortText(input) ? ipcRenderer.invoke(REQUEST_CHANNEL, name, input) : UNREAD,
  subscribe(listener) {
    const hear: Listener = (name, payload) => listener(name, payload);
    listeners.add(hear);
    return () => listeners.delete(hear);
  },
};

contextBridge.exposeInMainWorld('rekey', bridge);
