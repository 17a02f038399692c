// How a computer becomes a desktop of the firm's server. Once it is one, its own main answers these requests
// (main/line/remote-door.ts).
import type { lineRequests } from '../../preload/contract/line.ts';
import type { Managed } from '../domain/managed.ts';
import { type Pairing, readPairing, toAddressText } from '../domain/pairing.ts';
import { refuse } from '../domain/refusal.ts';
import { getFirm } from '../storage/tables/firm.ts';
import { anyone, at, type HandlersOf } from './handler.ts';

const UNREAD = {
  address: 'Enter an address such as 192.168.1.20:27443, or the content of a pairing file.',
  code: 'A pairing code has 32 letters and digits, in eight groups.',
} as const;

/** @throws Refusal bad_input (address): the policy file names another server. */
function withFixedAddress({ settings }: Managed, pairing: Pairing): Pairing {
  const { serverAddress } = settings;
  if (serverAddress === undefined) return pairing;
  const fixed = toAddressText(serverAddress);
  const isNamed = pairing.addresses.some((one) => toAddressText(one).toLowerCase() === fixed.toLowerCase());
  const message = `Your IT has set the address of the server: ${fixed}.`;
  return isNamed
    ? { ...pairing, addresses: [serverAddress] }
    : refuse({ code: 'bad_input', fields: [{ field: 'address', message }] });
}

export const lineHandlers: HandlersOf<keyof typeof lineRequests> = {
  'line.get': anyone({ run: (call) => ({ kind: 'local', computer: call.desktop.server.computer }) }),
  'line.join': at(['signed_out'], {
    async run(call, { address, pairingCode, name }) {
      // Nobody loses sight of a firm by joining another one.
      if (call.context.isSample || getFirm(call.context.storage.read) !== undefined) return refuse({ code: 'not_now' });
      const pairing = readPairing(address, pairingCode);
      if (typeof pairing === 'string') {
        const field = pairing === 'address' ? 'address' : 'pairingCode';
        return refuse({ code: 'bad_input', fields: [{ field, message: UNREAD[pairing] }] });
      }
      await call.desktop.join(withFixedAddress(call.context.managed, pairing), name);
      return {};
    },
  }),
  // Nothing to leave: the data is on this computer.
  'line.leave': at(['signed_out'], { run: () => refuse({ code: 'not_now' }) }),
  'line.acceptRecord': at(['signed_out'], { run: () => refuse({ code: 'not_now' }) }),
};
