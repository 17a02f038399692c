// How a table looks: which columns it has, compact rows, and a reset of the column widths.
import { Menu } from '@base-ui/react/menu';
import { Check, Columns3, Rows3, SlidersHorizontal } from 'lucide-react';
import { CheckBox } from '../filters/filter-menu.tsx';
import { landmarkOf } from '../landmark.ts';
import menu from '../menu.module.css';
import styles from './table-options.module.css';

interface TableOptionsProps {
  /** The columns that can be hidden, by key. */
  readonly columns: Readonly<Record<string, string>>;
  readonly hidden: readonly string[];
  readonly onHidden: (hidden: readonly string[]) => void;
  readonly isCompact: boolean;
  readonly onCompact: (isCompact: boolean) => void;
  /** Undefined while every column has its first width. */
  readonly onResetWidths: (() => void) | undefined;
}

export function TableOptions({ columns, hidden, onHidden, isCompact, onCompact, onResetWidths }: TableOptionsProps) {
  return (
    <Menu.Root>
      <Menu.Trigger className={styles['button']} aria-label="Table options" title="Table options">
        <SlidersHorizontal size={16} aria-hidden />
      </Menu.Trigger>
      <Menu.Portal container={landmarkOf('main')}>
        <Menu.Positioner className={menu['positioner']} sideOffset={4} align="end">
          <Menu.Popup className={menu['popup']}>
            <Menu.Group>
              <Menu.GroupLabel className={styles['heading']}>Columns</Menu.GroupLabel>
              {Object.entries(columns).map(([key, label]) => {
                const isShown = !hidden.includes(key);
                return (
                  <Menu.CheckboxItem
                    key={key}
                    className={menu['item']}
                    checked={isShown}
                    onCheckedChange={(isOn) =>
                      onHidden(isOn ? hidden.filter((other) => other !== key) : [...hidden, key])
                    }
                  >
                    <CheckBox isOn={isShown} />
                    {label}
                  </Menu.CheckboxItem>
                );
              })}
            </Menu.Group>
            <Menu.Separator className={styles['line']} />
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
