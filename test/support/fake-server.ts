// A firm's server that listens nowhere and remembers what it was asked.
import type { FirmServer, Serving } from '../../main/services/desktops/firm-server.ts';

export interface FakeServer extends FirmServer {
  readonly cuts: number[];
}

export function createFakeServer(computer = 'office-1'): FakeServer {
  let serving: Serving | undefined;
  const cuts: number[] = [];
  return {
    cuts,
    get serving() {
      return serving;
    },
    async listen({ port }) {
      serving = { since: 1, addresses: [`192.0.2.10:${port}`] };
    },
    stop() {
      serving = undefined;
    },
    isConnected: () => false,
    cut: (desktopId) => void cuts.push(desktopId),
    listAddresses: () => ['192.0.2.10'],
    hasWindow: true,
    computer,
  };
}
