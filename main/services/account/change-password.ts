// Users change their own password. The current one is proved first and counted like a sign-in.
import { refuse } from '../../domain/refusal.ts';
import { endSessionsOf } from '../../storage/tables/sessions.ts';
import { markPasswordChanged } from '../../storage/tables/users.ts';
import type { Actor } from '../act/actor.ts';
import { beginAttempt, emailSubject, failAttempt, succeedAttempt } from '../act/attempt.ts';
import type { Context } from '../act/context.ts';
import { passwordOf, setPassword } from '../act/credentials.ts';
import { requireOwnFactor } from '../act/presence.ts';
import { recordActivity } from '../act/record-activity.ts';
import { requireUsablePassword } from '../secrets/require-usable-password.ts';
import { requireOwnAccount } from './own-account.ts';

/**
 * @returns how many other sessions were ended.
 * @throws Refusal temporary_session, bad_input (password), wrong_password, locked_until, factor_disabled, not_now (the
 * password has changed or the session has ended in the meantime). Nothing is changed then.
 */
export async function changePassword(
  context: Context,
  actor: Actor,
  input: { readonly currentPassword: string; readonly password: string },
): Promise<number> {
  requireOwnFactor(actor);
  const { user } = actor;
  const { read } = context.storage;
  if (input.password === input.currentPassword)
    return refuse({
      code: 'bad_input',
      fields: [{ field: 'password', message: 'This is your current password. Choose another one.' }],
    });
  await requireUsablePassword(read, input.password, user);
  requireOwnAccount(context, actor);
  const subject = emailSubject(context, user.email);
  beginAttempt(context, subject, 'password', user);
  try {
    const hash = passwordOf(context, read, user.id);
    if (hash === undefined || !(await context.passwords.verify(hash, input.currentPassword)))
      return refuse({ code: 'wrong_password' });
    const newHash = await context.passwords.hash(input.password);
    return context.storage.transaction((tx) => {
      const now = context.clock.now();
      const current = requireOwnAccount(context, actor);
      // Hashing took time: of two changes at once, only one still finds the password that it was proved with.
      if (passwordOf(context, tx, user.id) !== hash) return refuse({ code: 'not_now' });
      setPassword(context, tx, user.id, newHash, now);
      // Raises the version, which also ends a sign-in under way with the old password.
      markPasswordChanged(tx, user.id);
      succeedAttempt(context, tx, subject, 'password');
      const sessionsEnded = endSessionsOf(tx, user.id, 'password_changed', now, actor.session.id);
      recordActivity(context, tx, {
        action: 'password.changed',
        outcome: 'done',
        actor: current,
        target: current,
        detail: { sessionsEnded },
      });
      return sessionsEnded;
    });
  } catch (error) {
    failAttempt(context, subject, 'password', user, error, 'password.refused');
    throw error;
  }
}
