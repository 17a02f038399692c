// Joins the firm's server with a pairing code. The half of the code that is the server's fingerprint is compared before
// anything is said; the secret half never leaves this computer, only a proof that is good on this one connection.
import { type Pairing, toFingerprintText } from '../domain/pairing.ts';
import { refuse } from '../domain/refusal.ts';
import { fingerprintOfIdentity, type Identity } from '../services/secrets/certificate.ts';
import { provePairing } from '../services/secrets/pairing-proof.ts';
import { isSameBytes } from '../services/secrets/secret-box.ts';
import { CallProblem, callServer } from './call-server.ts';
import { channelOf, openChannel } from './channel.ts';
import type { JoinedServer } from './joined-server.ts';
import { introduce, MOST_BYTES_AT_FIRST, type ServerMessage, serverMessage } from './messages.ts';

const ANSWER_MS = 10_000;

/**
 * @param name of this computer.
 * @throws Refusal server_not_reached, wrong_server, wrong_pairing_code, server_other_version, locked_until.
 */
export async function joinServer(
  { addresses, halves }: Pairing,
  name: string,
  identity: Identity,
  version: string,
): Promise<JoinedServer> {
  const { socket, fingerprint: server } = await callServer(
    addresses,
    identity,
    (fingerprint) => toFingerprintText(fingerprint) === halves.fingerprint,
  ).catch((error: unknown) => {
    if (!(error instanceof CallProblem)) throw error;
    return refuse({ code: error.kind === 'wrong_server' ? 'wrong_server' : 'server_not_reached' }, error);
  });
  const facts = { secret: halves.secret, channel: channelOf(socket), desktop: fingerprintOfIdentity(identity), server };
  const answer = await new Promise<ServerMessage | undefined>((resolve) => {
    const channel = openChannel<ServerMessage, unknown>(socket, () => serverMessage, {
      mostBytes: MOST_BYTES_AT_FIRST,
      onMessage(message) {
        if (message.say !== 'ping') resolve(message);
      },
      onEnd: () => resolve(undefined),
    });
    setTimeout(() => channel.cut(), ANSWER_MS).unref();
    const proof = Buffer.from(provePairing('desktop', facts)).toString('hex');
    channel.send({ say: 'pair', ...introduce(version), name, proof });
  });
  socket.destroy();
  if (answer?.say === 'refused') {
    if (answer.why === 'version') return refuse({ code: 'server_other_version' });
    if (answer.why === 'wait' && answer.until !== null) return refuse({ code: 'locked_until', until: answer.until });
    return refuse({ code: 'wrong_pairing_code' });
  }
  if (answer?.say !== 'paired') return refuse({ code: 'server_not_reached' });
  const isServer = isSameBytes(Buffer.from(answer.proof, 'hex'), provePairing('server', facts));
  return isServer
    ? { addresses, others: [], fingerprint: server, identities: [identity] }
    : refuse({ code: 'wrong_server' });
}
