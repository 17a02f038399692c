// The connection between a desktop and the firm's server in words: since when it is lost, why, and what to do.
import type { Failure, Line } from '../../preload/contract/index.ts';
import { failureSentence, fieldSentence } from './failure-words.ts';
import { isolate } from './isolate.ts';
import { exactTime, roughly } from './time-words.ts';

type NotConnected = Extract<Line, { kind: 'not_connected' }>;
type Why = NotConnected['why'];

/** After "Not connected since 10:42." in the line at the bottom of the window. */
export const NEXT_WORDS: Readonly<Record<Why, string>> = {
  connecting: 'Connecting again',
  revoked: 'This desktop was revoked: it needs a new pairing code',
  expired: 'This desktop was away for too long: it needs a new pairing code',
  other_version: 'The server has another version of Rekey',
  wrong_server: 'Another computer answers at its address',
};

/** @param minutes how far this computer's clock is ahead of the server's. */
export const clockDifference = (minutes: number): string =>
  `This computer’s clock is about ${roughly(Math.abs(minutes))} ${minutes > 0 ? 'ahead of' : 'behind'} the server’s, which counts`;

/** After "Connected to office-1." in the line at the bottom of the window. */
export const OTHER_RECORD_SIGN = 'Its activity record is not the one that this computer knows';

interface OtherRecord {
  readonly what: string;
  readonly why: string;
  readonly next: string;
}

/** @param restoredAt when the server says that an earlier state of the firm was put there on purpose. */
export function otherRecordWords(name: string, restoredAt: number | null): OtherRecord {
  const server = isolate(name);
  return {
    what: `The activity record on ${server} does not have the last record that this computer was told of. The firm is there as it was at an earlier time, or its record was changed.`,
    why:
      restoredAt === null
        ? `${server} knows of no restore. Somebody may have put an older copy of the data in its place`
        : `${server} says that the firm was restored, or an earlier copy was used again, on ${exactTime(restoredAt)}`,
    next: 'If you go on, this computer remembers the record as it is now, and says nothing more about it',
  };
}

interface Explanation {
  readonly title: string;
  readonly what: string;
  readonly next: string;
  /** Only a new pairing code connects this computer again. */
  readonly needsCode: boolean;
}

/** For the page of a desktop that has not reached the server since it was started. */
export function notConnectedWords({ why, name, serverVersion }: NotConnected, ownVersion: string): Explanation {
  const server = isolate(name);
  switch (why) {
    case 'connecting':
      return {
        title: 'Connecting to the firm’s server',
        what: `${server} does not answer. Rekey keeps trying, and this page goes on by itself.`,
        next: `Is ${server} on, with Rekey open there? Is this computer in the firm’s network? Its IT can check the firewall between the two.`,
        needsCode: false,
      };
    case 'revoked':
      return {
        title: 'This desktop was revoked',
        what: `A Partner Admin has ended the access of this computer to ${server}. Nothing of the firm is kept here.`,
        next: 'If that was not meant, ask a Partner Admin for a new pairing code, forget the server, and join the firm again.',
        needsCode: true,
      };
    case 'expired':
      return {
        title: 'This desktop was away for too long',
        what: `This computer has not been connected to ${server} for a year, so its certificate has run out.`,
        next: 'Ask a Partner Admin for a new pairing code, forget the server, and join the firm again.',
        needsCode: true,
      };
    case 'other_version':
      return {
        title: 'Two versions of Rekey',
        what: `${server} has ${serverVersion === null ? 'another version of Rekey' : `Rekey ${serverVersion}`}, and this computer has Rekey ${ownVersion}.`,
        next: 'Install the same version on both. Rekey then connects by itself.',
        needsCode: false,
      };
    case 'wrong_server':
      return {
        title: 'Another computer answers',
        what: `The computer that answers at the address of ${server} is not ${server}. Nothing was sent to it.`,
        next: `If ${server} has a new address, ask a Partner Admin for a new pairing code, forget the server, and join the firm again. If not, tell your IT.`,
        needsCode: true,
      };
  }
}

interface JoinProblem {
  readonly address: string | undefined;
  readonly pairingCode: string | undefined;
  readonly name: string | undefined;
  /** The refusal is said beside a field, and nowhere else. */
  readonly isAtField: boolean;
}

/** Where the refusal of a join is said: beside the field that has to change. */
export function joinProblem(failure: Failure | undefined): JoinProblem {
  const sentenceIf = (...codes: readonly Failure['code'][]) =>
    failure !== undefined && codes.includes(failure.code) ? failureSentence(failure) : undefined;
  const address = fieldSentence(failure, 'address') ?? sentenceIf('server_not_reached', 'wrong_server');
  const pairingCode = fieldSentence(failure, 'pairingCode') ?? sentenceIf('wrong_pairing_code', 'locked_until');
  const name = fieldSentence(failure, 'name');
  return { address, pairingCode, name, isAtField: (address ?? pairingCode ?? name) !== undefined };
}
