// The first run: creates the firm and its first Partner Admin in one transaction. Setting up the second factor comes
// next. If it is abandoned, the next sign-in asks for it again.
import { refuse } from '../../domain/refusal.ts';
import { getFirm, insertFirm } from '../../storage/tables/firm.ts';
import { getUser, insertUser } from '../../storage/tables/users.ts';
import { emailSubject, forgiveAttempts } from '../act/attempt.ts';
import type { Context } from '../act/context.ts';
import { setPassword } from '../act/credentials.ts';
import { recordActivity } from '../act/record-activity.ts';
import type { Visit } from '../act/visit.ts';
import { requireUsablePassword } from '../secrets/require-usable-password.ts';
import { beginAuthenticator } from '../sign-in/sign-in.ts';

export interface NewFirm {
  readonly firmName: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly password: string;
  /** Where people sign in, for letters. Settings can say it later. */
  readonly signInPlace?: string | undefined;
}

/** @throws Refusal bad_input (password), not_now (there is a firm, as after a second click). */
export async function createFirm(context: Context, input: NewFirm): Promise<Visit> {
  await requireUsablePassword(context.storage.read, input.password, input, input.firmName);
  const hash = await context.passwords.hash(input.password);
  return context.storage.transaction((tx) => {
    if (getFirm(tx) !== undefined) return refuse({ code: 'not_now' });
    const now = context.clock.now();
    const signInPlace = context.managed.settings.signInPlace ?? input.signInPlace ?? '';
    insertFirm(tx, { name: input.firmName, signInPlace, createdAt: now, isSample: false });
    const id = insertUser(tx, {
      email: input.email,
      firstName: input.firstName,
      lastName: input.lastName,
      role: 'partner_admin',
      hasAllClients: true,
      status: 'active',
      invitationExpiresAt: null,
      createdAt: now,
    });
    setPassword(context, tx, id, hash, now);
    // Guesses at this email from before the account existed do not count against it.
    forgiveAttempts(tx, emailSubject(context, input.email), 'password');
    const user = getUser(tx, id);
    if (user === undefined) throw new Error('the user that was just made is missing');
    const detail = { signInPlace };
    recordActivity(context, tx, { action: 'firm.created', outcome: 'done', actor: user, target: user, detail });
    return beginAuthenticator(context, user, null);
  });
}
