// How this computer stands to the firm's data: it has the data, or it is a desktop of the firm's server.
import { create } from 'zustand';
import type { Line } from '../../../preload/contract/index.ts';
import { request, subscribe } from '../../bridge.ts';

/** Undefined until main has said it. */
export const useLine = create<{ readonly line: Line | undefined }>(() => ({ line: undefined }));

/** The name of the firm's server, on a desktop of it. Undefined at the computer that has the data. */
export const useServerName = (): string | undefined =>
  useLine(({ line }) => (line === undefined || line.kind === 'local' ? undefined : line.name));

/** @returns stops following. */
export function followLine(): () => void {
  let isHeard = false;
  const stop = subscribe('line.changed', (line) => {
    isHeard = true;
    useLine.setState({ line });
  });
  request('line.get', {}).then(
    (line) => {
      // An event that came first is newer.
      if (!isHeard) useLine.setState({ line });
    },
    () => undefined,
  );
  return stop;
}
