// How a table looks: compact rows, and a reset of the column widths.
import { Menu } from '@base-ui/react/menu';
import { Check, Columns3, Rows3, SlidersHorizontal } from 'lucide-react';
import { landmarkOf } from '../landmark.ts';
import menu from '../menu.module.css';
import styles from './table-options.module.css';

interface TableOptionsProps {
  readonly isCompact: boolean;
  readonly onCompact: (isCompact: boolean) => void;
  /** Undefined while every column has its first width. */
  readonly onResetWidths: (() => void) | undefined;
}

export function TableOptions({ isCompact, onCompact, onResetWidths }: TableOptionsProps) {
  return (
    <Menu.Root>
      <Menu.Trigger className={styles['button']} aria-label="Table options" title="Table options">
        <SlidersHorizontal size={16} aria-hidden />
      </Menu.Trigger>
      <Menu.Portal container={landmarkOf('main')}>
        <Menu.Positioner className={menu['positioner']} sideOffset={4} align="end">
          <Menu.Popup className={menu['popup']}>
            <Menu.CheckboxItem className={menu['item']} checked={isCompact} onCheckedChange={onCompact}>
              <Rows3 size={16} aria-hidden />
              <span className={styles['label']}>Compact rows</span>
              {isCompact && <Check size={16} aria-hidden />}
            </Menu.CheckboxItem>
            <Menu.Item
              className={menu['item']}
              disabled={onResetWidths === undefined}
              onClick={() => onResetWidths?.()}
            >
              <Columns3 size={16} aria-hidden />
              <span>
                Reset column widths
                {onResetWidths === undefined && (
                  <span className={menu['why']}>All columns already have their original width.</span>
                )}
              </span>
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
