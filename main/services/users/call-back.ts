// The numbers that the help desk calls back: the one on file with its history, and colleagues who know the person. A number that
// was changed lately, and a colleague who was let in or changed lately, may be the caller.
import { refuse } from '../../domain/refusal.ts';
import { NUMBER_IS_FRESH_MS } from '../../domain/reset.ts';
import { isPartnerRole } from '../../domain/user.ts';
import type { Reader } from '../../storage/engine/database.ts';
import { type CallBackContact, listContactsOf } from '../../storage/tables/clients.ts';
import { isUnsettled, wasGivenClients } from '../../storage/tables/look-back.ts';
import { getFirstNumberChangeAfter, getLastNumberChange } from '../../storage/tables/numbers.ts';
import { listAdmins, nameOf, type User } from '../../storage/tables/users.ts';
import type { Acting } from '../act/actor.ts';
import type { CallerChecked } from '../act/caller-check.ts';
import type { Context } from '../act/context.ts';
import { sha256 } from '../act/record-activity.ts';

const SHOWN_CONTACTS = 5;

export interface CallBack {
  /** The number on file; empty where there is none. */
  readonly phone: string;
  /** The last change; null where the number is as it was when the account was made. */
  readonly since: { readonly at: number; readonly by: string } | null;
  /**
   * What stood before all changes of the last 30 days; null where there was none. `phone` is empty where there was no
   * number, and null where it is not known.
   */
  readonly before: { readonly phone: string | null } | null;
  readonly contacts: readonly CallBackContact[];
  /** Of the numbers above. A request that says "I called back" carries it. */
  readonly key: string;
}

export function getCallBack(context: Context, reader: Reader, actor: Acting, user: User): CallBack {
  const freshAfter = context.clock.now() - NUMBER_IS_FRESH_MS;
  const last = getLastNumberChange(reader, user.id);
  const first = getFirstNumberChangeAfter(reader, user.id, freshAfter);
  const contacts = listContacts(reader, actor, user, freshAfter);
  return {
    phone: user.phone,
    since: last === undefined ? null : { at: last.at, by: last.byName },
    before: first === undefined ? null : { phone: first.before },
    contacts,
    key: sha256(JSON.stringify([user.phone, contacts.map(({ phone }) => phone)])),
  };
}

/**
 * The actor and the user are left out. Anyone who chooses the point of contact, or the clients of the user, chooses who is
 * called, so what is new in either is left out too.
 */
function listContacts(reader: Reader, actor: Acting, user: User, freshAfter: number): readonly CallBackContact[] {
  const found = isPartnerRole(user.role)
    ? listAdmins(reader)
        .filter(({ status, frozenAt, phone }) => status === 'active' && frozenAt === null && phone !== '')
        .map((admin) => ({ id: admin.id, name: nameOf(admin), of: null, phone: admin.phone }))
    : wasGivenClients(reader, user.id, freshAfter)
      ? []
      : listContactsOf(reader, user.id, freshAfter);
  const contacts: CallBackContact[] = [];
  for (const { id, ...contact } of found) {
    if (contacts.length === SHOWN_CONTACTS) break;
    if (id !== user.id && id !== actor.user.id && !isUnsettled(reader, id, freshAfter)) contacts.push(contact);
  }
  return contacts;
}

/** Somebody can be called: the user, or a colleague who knows them. */
export function hasNumberToCall(context: Context, reader: Reader, actor: Acting, user: User): boolean {
  return user.phone !== '' || listContacts(reader, actor, user, context.clock.now() - NUMBER_IS_FRESH_MS).length > 0;
}

/**
 * A call that cannot have happened is no identity check. A reset that follows a call to one number must not be carried
 * out with another one on file.
 * @throws Refusal no_number, number_changed.
 */
export function requireCalledNumbers(
  context: Context,
  reader: Reader,
  actor: Acting,
  user: User,
  { identityCheck, called }: CallerChecked,
): void {
  if (identityCheck === 'call_back' && !hasNumberToCall(context, reader, actor, user)) refuse({ code: 'no_number' });
  if (identityCheck === 'call_back' && called !== getCallBack(context, reader, actor, user).key)
    refuse({ code: 'number_changed' });
}
