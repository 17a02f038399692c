// What is said about rows that cannot be shown.
import type { LeftOut, RequestName } from '../../preload/contract/index.ts';
import { plural } from './user-words.ts';

const LISTS: Readonly<Partial<Record<RequestName, string>>> = {
  'users.list': 'users',
  'clients.list': 'clients',
  'activity.list': 'Activity',
  'users.listActivity': 'this user’s activity',
  'account.listActivity': 'your activity',
  'alerts.list': 'alerts',
  'approvals.list': 'Approvals',
};

export function leftOutSentence(name: RequestName, { count, reference }: LeftOut): string {
  const list = LISTS[name];
  const where = list === undefined ? '' : ` in ${list}`;
  const fault = count === 1 ? 'What is stored for it is damaged.' : 'What is stored for them is damaged.';
  return `${plural(count, 'row', 'rows')}${where} cannot be shown. ${fault} The log has the reference ${reference}.`;
}
