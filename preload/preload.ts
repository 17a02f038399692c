// The bridge: two functions between the sandboxed window and main, both of strings. Nothing of Electron or Node crosses.
import { contextBridge, ipcRenderer } from 'electron';
import type { Bridge, EventName } from './contract.ts';

// Written out: importing the constants would bring the whole contract into the preload script.
const REQUEST_CHANNEL: typeof import('./contract.ts').REQUEST_CHANNEL = 'rekey:request';
const EVENT_CHANNEL: typeof import('./contract.ts').EVENT_CHANNEL = 'rekey:event';

const bridge: Bridge = {
  request: (name, input) => ipcRenderer.invoke(REQUEST_CHANNEL, name, input),
  subscribe(listener) {
    const hear = (_event: unknown, name: EventName, payload: string): void => listener(name, payload);
    ipcRenderer.on(EVENT_CHANNEL, hear);
    return () => ipcRenderer.removeListener(EVENT_CHANNEL, hear);
  },
};

contextBridge.exposeInMainWorld('rekey', bridge);
