// The menu of a row. The three dots, the right mouse button, Enter, Space, Shift+F10 and the menu key open it.
import { Menu } from '@base-ui/react/menu';
import type { LucideIcon } from 'lucide-react';
import { memo, useEffect, useRef } from 'react';
import { landmarkOf } from '../landmark.ts';
import menu from '../menu.module.css';
import type { MenuAnchor } from './data-table.tsx';

export interface MenuEntry {
  readonly id: string;
  readonly label: string;
  readonly icon: LucideIcon;
  readonly tone: 'plain' | 'danger';
  /** Why the entry is disabled. */
  readonly blockedBy?: string | undefined;
  /** The entry opens something that takes the focus. Otherwise the row gets it back. */
  readonly opensSomething: boolean;
  start(): void;
}

export interface OpenMenu {
  readonly label: string;
  readonly entries: readonly MenuEntry[];
  readonly anchor: MenuAnchor;
  /** Gets the focus when the menu closes and nothing was opened. */
  readonly returnTo: HTMLElement | null;
}

export const TableMenu = memo(function TableMenu({
  open,
  onClose,
}: {
  readonly open: OpenMenu | undefined;
  readonly onClose: () => void;
}) {
  const popup = useRef<HTMLDivElement>(null);
  const hasOpened = useRef(false);
  /** When the popup goes, `open` is already undefined. */
  const returnTo = useRef<HTMLElement>(null);
  useEffect(() => {
    if (open === undefined) return;
    hasOpened.current = false;
    returnTo.current = open.returnTo;
  }, [open]);

  // The popup goes a few frames after the menu has closed. If the focus has moved on by then, it stays where it is.
  const finalFocus = () => {
    const { activeElement } = document;
    const hasMovedOn = activeElement !== document.body && popup.current?.contains(activeElement) !== true;
    return hasOpened.current || hasMovedOn ? false : (returnTo.current ?? true);
  };
  return (
    <Menu.Root open={open !== undefined} onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Menu.Portal container={landmarkOf('main')}>
        <Menu.Positioner
          className={menu['positioner']}
          anchor={open?.anchor ?? null}
          side="bottom"
          align="end"
          sideOffset={4}
          collisionPadding={8}
        >
          <Menu.Popup ref={popup} className={menu['popup']} aria-label={open?.label} finalFocus={finalFocus}>
            {open?.entries.map(({ id, label, icon: Icon, tone, blockedBy, opensSomething, start }) => (
              <Menu.Item
                key={id}
                className={menu['item']}
                data-tone={blockedBy === undefined ? tone : 'plain'}
                disabled={blockedBy !== undefined}
                onClick={() => {
                  hasOpened.current = opensSomething;
                  start();
                }}
              >
                <Icon size={16} aria-hidden />
                <span>
                  {label}
                  {blockedBy !== undefined && <span className={menu['why']}>{blockedBy}</span>}
                </span>
              </Menu.Item>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
});
