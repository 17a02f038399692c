// The menu of a row: opened by the three dots, the right mouse button, Enter, Space, Shift+F10 or the menu key.
import { Menu } from '@base-ui/react/menu';
import { useEffect, useRef } from 'react';
import type { UserRow } from '../../../preload/contract.ts';
import { landmarkOf } from '../../ui/landmark.ts';
import menu from '../../ui/menu.module.css';
import { fullName } from '../../words/user-words.ts';
import { ROW_ACTIONS } from './row-actions.ts';

export interface MenuPlace {
  readonly row: UserRow;
  readonly anchor: Element | { getBoundingClientRect(): DOMRect };
  /** Takes the focus back when the menu closes. */
  readonly returnTo: HTMLElement | null;
}

interface RowMenuProps {
  readonly place: MenuPlace | undefined;
  readonly onClose: () => void;
  readonly onReset: (row: UserRow) => void;
}

export function RowMenu({ place, onClose, onReset }: RowMenuProps) {
  const hasStarted = useRef(false);
  useEffect(() => {
    if (place !== undefined) hasStarted.current = false;
  }, [place]);
  return (
    <Menu.Root open={place !== undefined} onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Menu.Portal container={landmarkOf('main')}>
        <Menu.Positioner className={menu['positioner']} anchor={place?.anchor ?? null} side="bottom" align="end" sideOffset={4}>
          <Menu.Popup
            className={menu['popup']}
            aria-label={place === undefined ? undefined : `Actions for ${fullName(place.row)}`}
            finalFocus={() => {
              // What an action opens takes the focus, and gives it back to the row when it closes.
              if (hasStarted.current) return false;
              return place?.returnTo ?? true;
            }}
          >
            {place !== undefined &&
              ROW_ACTIONS.map((action) => {
                const availability = action.availability(place.row);
                if (availability === undefined) return null;
                const isBlocked = availability.kind === 'unavailable';
                const Icon = action.icon;
                return (
                  <Menu.Item
                    key={action.id}
                    className={menu['item']}
                    data-tone={isBlocked ? 'plain' : action.tone}
                    disabled={isBlocked}
                    onClick={() => {
                      hasStarted.current = true;
                      onReset(place.row);
                    }}
                  >
                    <Icon size={16} aria-hidden />
                    <span>
                      {action.label}
                      {isBlocked && <span className={menu['why']}>{availability.why}</span>}
                    </span>
                  </Menu.Item>
                );
              })}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
