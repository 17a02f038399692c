// Preferences as the window gets them: what was saved, if it still fits the contract. What another version saved, or what is
// damaged, counts as nothing saved, so it never keeps anybody out.
import * as v from 'valibot';
import { type Preferences, preferencesSchema } from '../../preload/contract/index.ts';

const DEFAULTS: Preferences = {
  users: {
    widths: {},
    hidden: [],
    sort: { column: 'name', isDescending: false, byLastName: false },
    filters: { roles: [], statuses: [], twoFactor: [], attention: [] },
  },
  clients: {
    widths: {},
    hidden: [],
    sort: { column: 'name', isDescending: false },
    filters: { statuses: [], types: [] },
  },
  isCompact: false,
  isStartDismissed: false,
  beginsWithOverview: false,
};

export function toPreferences(saved: unknown): Preferences {
  const parsed = v.safeParse(preferencesSchema, saved);
  return parsed.success ? parsed.output : DEFAULTS;
}
