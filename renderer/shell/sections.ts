// The sections of the left menu, in order, and which the role may open. My account is in the user's menu,
// and the access review behind Overview.
import { ChartColumn, History, type LucideIcon, Settings, UserRoundCheck, UsersRound } from 'lucide-react';
import type { Screen } from '../../preload/contract/index.ts';
import type { Section } from '../state.ts';

export type May = Extract<Screen, { name: 'signed_in' }>['may'];

export interface MenuSection {
  readonly section: Exclude<Section, 'account' | 'review'>;
  readonly label: string;
  readonly icon: LucideIcon;
  /** With Ctrl, or Cmd on a Mac. */
  readonly key: string;
}

export const SECTIONS: readonly MenuSection[] = [
  // Its key came last: the others must keep theirs.
  { section: 'overview', label: 'Overview', icon: ChartColumn, key: '5' },
  { section: 'management', label: 'Client & User Management', icon: UsersRound, key: '1' },
  { section: 'activity', label: 'Activity', icon: History, key: '2' },
  { section: 'settings', label: 'Settings', icon: Settings, key: '3' },
  // Last, because it comes and goes with the policy, and the others must keep their places.
  { section: 'approvals', label: 'Approvals', icon: UserRoundCheck, key: '4' },
];

export function mayOpen(may: May, section: Section): boolean {
  switch (section) {
    case 'overview':
      return may.viewOverview;
    case 'management':
      return may.viewClients;
    case 'activity':
      return may.viewActivity;
    case 'settings':
      return may.editSettings;
    case 'approvals':
      return may.viewApprovals;
    case 'review':
      return may.reviewAccess;
    case 'account':
      return true;
  }
}
