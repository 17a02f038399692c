// The signed-in person: their own account, and the way out.
import { Menu } from '@base-ui/react/menu';
import { ChevronDown, CircleUserRound, Lock, LogOut } from 'lucide-react';
import type { Screen } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { confirmUnsavedChanges } from '../shared/unsaved-changes.tsx';
import { useAppStore } from '../state.ts';
import { landmarkOf } from '../ui/landmark.ts';
import menu from '../ui/menu.module.css';
import { fullName, initialsOf, ROLE_WORDS } from '../words/user-words.ts';
import styles from './user-menu.module.css';

export function UserMenu({ user }: { readonly user: Extract<Screen, { name: 'signed_in' }>['user'] }) {
  const setApp = useAppStore((state) => state.setApp);
  const openSection = useAppStore((state) => state.openSection);
  return (
    <Menu.Root>
      <Menu.Trigger className={styles['trigger']} aria-label={`Account of ${fullName(user)}`}>
        <span className={styles['initials']} data-initials={initialsOf(user)} />
        <span dir="auto" className={styles['name']}>
          {fullName(user)}
        </span>
        <ChevronDown size={14} aria-hidden />
      </Menu.Trigger>
      <Menu.Portal container={landmarkOf('header')}>
        <Menu.Positioner className={menu['positioner']} sideOffset={6} align="end">
          <Menu.Popup className={menu['popup']}>
            <div className={styles['who']}>
              <strong dir="auto">{fullName(user)}</strong>
              <span>{user.email}</span>
              <span>{ROLE_WORDS[user.role]}</span>
            </div>
            <Menu.Item className={menu['item']} onClick={() => confirmUnsavedChanges(() => openSection('account'))}>
              <CircleUserRound size={16} aria-hidden />
              My account
            </Menu.Item>
            <Menu.Item className={menu['item']} onClick={() => void request('session.lock', {}).then(setApp)}>
              <Lock size={16} aria-hidden />
              Lock
            </Menu.Item>
            <Menu.Item
              className={menu['item']}
              onClick={() => confirmUnsavedChanges(() => void request('session.signOut', {}).then(setApp))}
            >
              <LogOut size={16} aria-hidden />
              Sign out
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
