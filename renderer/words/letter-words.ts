// The letters that bring a one-time code to its user. Clipboard, file, printer and mail program all use the same text.
// A letter never claims that it was sent.
import type { IssuedCode } from '../../preload/contract/index.ts';
import { exactTimeWithZone } from './time-words.ts';

export type LetterKind =
  | 'invitation'
  | 'password_code'
  | 'setup_code'
  | 'reactivation'
  | 'temporary_code'
  | 'reusable_code';

export interface LetterFirm {
  readonly name: string;
  /** Empty if the firm has none in its settings. */
  readonly phone: string;
  /** Where people sign in, in the firm's own words. Empty if the firm has said nothing. */
  readonly signInPlace: string;
  /** Null where nobody signs in at another desktop than the computer with the data. */
  readonly serverName: string | null;
}

export type LetterCode = Pick<IssuedCode, 'email' | 'name' | 'code' | 'expiresAt'>;

export interface Letter {
  readonly to: LetterCode;
  readonly subject: string;
  readonly greeting: string;
  readonly lead: string;
  readonly steps: readonly string[];
  readonly validity: string;
  readonly warning: string;
}

/** Empty while the person has no name: main sends the email as the name then. */
export const letterName = (to: LetterCode): string => (to.name === to.email ? '' : to.name);

/** "Activation code": the label of the field where the user enters it. */
export const CODE_WORDS: Readonly<Record<LetterKind, string>> = {
  invitation: 'Activation code',
  password_code: 'One-time code',
  setup_code: 'Setup code',
  reactivation: 'Setup code',
  temporary_code: 'Temporary code',
  reusable_code: 'Temporary code',
};

/** After "works": how often, and until when. */
export const usageWords = (kind: LetterKind, expiresAt: number): string =>
  `${kind === 'reusable_code' ? 'as often as needed' : 'once'}, until ${exactTimeWithZone(expiresAt)}`;

/**
 * Step 1 of every letter. Without the firm's own words it is the one computer that runs Rekey, or any that has joined the firm's
 * server, which every letter names.
 */
export function placeStep({
  name,
  signInPlace,
  serverName,
}: Pick<LetterFirm, 'name' | 'signInPlace' | 'serverName'>): string {
  if (signInPlace !== '') {
    const place = `Where to sign in: ${signInPlace}${/[\p{P}]$/u.test(signInPlace) ? '' : '.'}`;
    return serverName === null ? place : `${place} The server of ${name} is called “${serverName}”.`;
  }
  return serverName === null
    ? `Where to sign in: at the computer in the office of ${name} that runs Rekey.`
    : `Where to sign in: at a computer where Rekey is connected to “${serverName}”, the server of ${name}.`;
}

const SCAN = 'Scan the QR code with an authenticator app on your phone and enter the 6-digit code that it shows.';
const KEEP = 'Save the recovery codes.';

/** What the person does at that place. */
function steps(kind: LetterKind, to: LetterCode): readonly string[] {
  switch (kind) {
    case 'invitation':
      return [
        'Open Rekey there and choose “Activate your account”.',
        `Enter your email, ${to.email}, and this activation code: ${to.code}`,
        'Enter your name and choose a password of at least 12 characters.',
        SCAN,
        KEEP,
      ];
    case 'password_code':
      return [
        'Open Rekey there and choose “Forgot your password?”.',
        `Enter your email, ${to.email}, and this one-time code: ${to.code}`,
        'Choose a new password of at least 12 characters.',
        'Enter the 6-digit code from your authenticator app, as at every sign-in.',
      ];
    case 'setup_code':
    case 'reactivation':
      return [
        'Open Rekey there and sign in with your email and password.',
        `Enter this setup code: ${to.code}`,
        SCAN,
        KEEP,
      ];
    case 'temporary_code':
    case 'reusable_code':
      return [
        'Open Rekey there and sign in with your email and password.',
        'Where it asks for your 6-digit code, choose “Use a temporary code”.',
        `Enter this temporary code: ${to.code}`,
      ];
  }
}

const SUBJECTS: Readonly<Record<LetterKind, (firm: string) => string>> = {
  invitation: (firm) => `Your account at ${firm}`,
  password_code: (firm) => `A new password for your account at ${firm}`,
  setup_code: (firm) => `Set up 2FA again for your account at ${firm}`,
  reactivation: (firm) => `Your account at ${firm} is active again`,
  temporary_code: (firm) => `A temporary code for your account at ${firm}`,
  reusable_code: (firm) => `A temporary code for your account at ${firm}`,
};

const TEMPORARY_LEAD =
  'For a few hours you can sign in without your authenticator app, which works as before. To sign in:';

const LEADS: Readonly<Record<LetterKind, (firm: string) => string>> = {
  invitation: (firm) => `${firm} has created an account for you in Rekey. To activate it:`,
  password_code: () => 'Your password was reset. The old one no longer works. To choose a new one:',
  setup_code: () => 'Your two-factor authentication (2FA) was reset. To set it up again:',
  reactivation: (firm) =>
    `${firm} has reactivated your account. Your role and your clients are as before. To set up two-factor authentication (2FA) again:`,
  temporary_code: () => TEMPORARY_LEAD,
  reusable_code: () => TEMPORARY_LEAD,
};

export function toLetter(kind: LetterKind, to: LetterCode, firm: LetterFirm): Letter {
  const label = CODE_WORDS[kind].toLowerCase();
  // A number that the user knows is safer than one in a letter that an attacker may have written.
  const number = firm.phone === '' ? 'on the number that you know' : `on ${firm.phone}`;
  const isAsked = kind !== 'invitation' && kind !== 'reactivation';
  return {
    to,
    subject: SUBJECTS[kind](firm.name),
    greeting: letterName(to) === '' ? 'Hello,' : `Hello ${letterName(to)},`,
    lead: LEADS[kind](firm.name),
    steps: [placeStep(firm), ...steps(kind, to)],
    validity: `The ${label} works ${usageWords(kind, to.expiresAt)}.`,
    warning: isAsked
      ? `If you did not ask for this, call ${firm.phone === '' ? 'your firm' : firm.name} at once ${number}.`
      : `If you did not expect this, call ${firm.phone === '' ? 'the firm' : firm.name} ${number} before you do anything else.`,
  };
}

/** The last line of what is printed or saved. @param printed empty where the record has no number yet. */
export const printedLine = (printed: string): string => (printed === '' ? '' : `Number of the record: ${printed}`);

/** For the kit. Empty without a fingerprint. */
export const firmKeyLine = (fingerprint: string): string =>
  fingerprint === '' ? '' : `Fingerprint of the firm’s key, for evidence packs: ${fingerprint}`;

/** As plain text. @param printed the number of the activity record that it carries. */
export function letterText(letter: Letter, printed = ''): string {
  return [
    letter.greeting,
    '',
    letter.lead,
    // The place may have several lines.
    ...letter.steps.map((step, i) => `${i + 1}. ${step.replaceAll('\n', '\n   ')}`),
    '',
    letter.validity,
    letter.warning,
    ...(printed === '' ? [] : ['', printedLine(printed)]),
  ].join('\n');
}

/** Several letters in one file, each under the name of its addressee. */
export function lettersText(letters: readonly Letter[], printed = ''): string {
  return letters
    .map(
      (letter) => `${letterName(letter.to) || letter.to.email}\n${'='.repeat(60)}\n\n${letterText(letter, printed)}\n`,
    )
    .join('\n\n');
}

/** "letter-ann-vance": a name that every file system accepts. */
export function letterFileName(letter: Letter): string {
  const name = (letterName(letter.to) || letter.to.email.split('@')[0] || '')
    .normalize('NFD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  return name === '' ? 'letter' : `letter-${name}`;
}
