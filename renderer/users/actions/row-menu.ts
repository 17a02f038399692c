// The entries of a user's menu: what the role can do to this user, and of what is not possible now, why.
import type { UserRow } from '../../../preload/contract/index.ts';
import type { MenuEntry } from '../../ui/table/table-menu.tsx';
import { type ActionHost, type ActionPlace, ROW_ACTIONS } from './row-actions.ts';

export function rowMenu(row: UserRow, place: ActionPlace, host: ActionHost): readonly MenuEntry[] {
  return ROW_ACTIONS.flatMap((action) => {
    const availability = action.availability(row, place);
    if (availability === undefined) return [];
    return {
      id: action.id,
      label: action.label,
      icon: action.icon,
      tone: action.tone,
      blockedBy: availability === 'available' ? undefined : availability.why,
      opensSomething: true,
      start: () => action.start(row, host),
    };
  });
}
