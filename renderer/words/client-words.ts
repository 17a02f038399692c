// Clients in the words of the product.
import type { ClientRow, InputOf } from '../../preload/contract/index.ts';
import { CLIENT_TYPE_WORDS } from './user-words.ts';

export { CLIENT_STATUS_WORDS } from '../../preload/tables/words.ts';

export const CLIENT_TYPE_OPTIONS = (Object.keys(CLIENT_TYPE_WORDS) as ClientRow['type'][]).map((value) => ({
  value,
  label: CLIENT_TYPE_WORDS[value],
}));

/** Suggestions; any other name can be typed. */
export const COMMON_ACCOUNTING_SOFTWARE: readonly string[] = [
  'Xero',
  'QuickBooks Online',
  'Sage 50',
  'FreeAgent',
  'Zoho Books',
  'MYOB',
  'NetSuite',
  'Excel',
];

/** As in main/domain/client.ts. */
export const RESTORABLE_DAYS = 90;

type ClientFacts = Omit<InputOf<'clients.edit'>, 'clientId' | 'version'>;

export const CLIENT_FACT_WORDS: Readonly<Record<keyof ClientFacts, string>> = {
  name: 'Name',
  type: 'Type',
  accountingSoftware: 'Accounting software',
  pointOfContactId: 'Point of contact',
};
