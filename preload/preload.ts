// The bridge: two functions between the sandboxed window and main. Only strings cross, and nothing of Electron or Node.
import { contextBridge, ipcRenderer } from 'electron';
import { EVENT_CHANNEL, REQUEST_CHANNEL } from './channels.ts';
import type { Bridge, EventName } from './contract/index.ts';

const bridge: Bridge = {
  request: (name, input) => ipcRenderer.invoke(REQUEST_CHANNEL, name, input),
  subscribe(listener) {
    const hear = (_event: unknown, name: EventName, payload: string): void => listener(name, payload);
    ipcRenderer.on(EVENT_CHANNEL, hear);
    return () => ipcRenderer.removeListener(EVENT_CHANNEL, hear);
  },
};

contextBridge.exposeInMainWorld('rekey', bridge);
