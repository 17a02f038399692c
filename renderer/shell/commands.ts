// The commands that Navigate by Client finds beside clients and people. Each does what a button or a menu entry of the
// window does, and only those that the role may use are offered.
import {
  Building2,
  CircleUserRound,
  HardDriveDownload,
  ListChecks,
  Lock,
  LogOut,
  type LucideIcon,
  Plus,
  Search,
  TriangleAlert,
  UserPlus,
  UsersRound,
} from 'lucide-react';
import type { Screen } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { useAppStore } from '../state.ts';
import { mayOpen, SECTIONS } from './sections.ts';

export interface Command {
  readonly id: string;
  readonly label: string;
  readonly icon: LucideIcon;
  /** Other words that people look for. */
  readonly alias?: string;
  /** With Ctrl, or Cmd on a Mac. */
  readonly key?: string;
  run(): void;
}

/** @param focusPage moves the focus from the box to the page that a command opens. */
export function commandsFor(
  { may }: Extract<Screen, { name: 'signed_in' }>,
  focusPage: () => void,
): readonly Command[] {
  const { client, enterGlobalView, showTab, openSection, showInActivity, ask, setApp } = useAppStore.getState();
  const go = (open: () => void) => () => {
    open();
    focusPage();
  };
  const openTab = (tab: 'clients' | 'users') =>
    go(() => {
      enterGlobalView();
      showTab(tab);
    });
  const commands: Command[] = [
    {
      id: 'search',
      label: 'Search users',
      icon: Search,
      alias: 'find people',
      key: 'F',
      run: () => ask('search users'),
    },
    { id: 'users', label: 'Users', icon: UsersRound, alias: 'people global view', run: openTab('users') },
    { id: 'clients', label: 'Clients', icon: Building2, alias: 'global view', run: openTab('clients') },
  ];
  if (may.inviteRoles.length > 0 && client?.status !== 'terminated')
    commands.push({
      id: 'invite',
      label: 'Invite User',
      icon: UserPlus,
      alias: 'add people',
      run: () => ask('invite'),
    });
  if (may.addClient)
    commands.push({ id: 'add client', label: 'Add Client', icon: Plus, alias: 'new', run: () => ask('add client') });
  for (const { section, label, icon, key } of SECTIONS) {
    if (section !== 'management' && mayOpen(may, section))
      commands.push({ id: section, label, icon, key, run: go(() => openSection(section)) });
  }
  if (may.reviewAccess)
    commands.push({
      id: 'review',
      label: 'Access review',
      icon: ListChecks,
      alias: 'who has access recertify audit',
      run: go(() => openSection('review')),
    });
  if (mayOpen(may, 'settings'))
    commands.push({
      id: 'backups',
      label: 'Backups',
      icon: HardDriveDownload,
      alias: 'back up now automatically restore move to another computer',
      run: () => ask('show backups'),
    });
  if (may.viewActivity)
    commands.push({ id: 'alerts', label: 'Alerts', icon: TriangleAlert, run: go(() => showInActivity('alerts')) });
  commands.push(
    {
      id: 'account',
      label: 'My account',
      icon: CircleUserRound,
      alias: 'profile',
      run: go(() => openSection('account')),
    },
    { id: 'lock', label: 'Lock', icon: Lock, key: 'L', run: () => void request('session.lock', {}).then(setApp) },
    {
      id: 'sign out',
      label: 'Sign out',
      icon: LogOut,
      alias: 'leave',
      run: () => void request('session.signOut', {}).then(setApp),
    },
  );
  return commands;
}

/** Commands that have each typed word in their label or its aliases. */
export function findCommands(commands: readonly Command[], typed: string): readonly Command[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return commands.filter(({ label, alias = '' }) => {
    const text = `${label} ${alias}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
