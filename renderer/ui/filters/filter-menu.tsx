// A filter with a few choices: a button in the toolbar and a menu that stays open while the person ticks. Chips show
// what is chosen. The button keeps its width, so nothing moves under the pointer.
import { Menu } from '@base-ui/react/menu';
import { Check, ChevronDown } from 'lucide-react';
import { landmarkOf } from '../landmark.ts';
import menu from '../menu.module.css';
import styles from './filter-menu.module.css';

interface FilterMenuProps<Value extends string> {
  readonly label: string;
  /** The choices, in their order. */
  readonly words: Readonly<Partial<Record<Value, string>>>;
  readonly chosen: readonly Value[];
  readonly onChosen: (chosen: readonly Value[]) => void;
  /** How many rows each choice would show. Undefined until it is known. */
  readonly counts?: Readonly<Partial<Record<Value, number>>> | undefined;
  readonly onOpenChange?: (isOpen: boolean) => void;
}

export function FilterMenu<Value extends string>({
  label,
  words,
  chosen,
  onChosen,
  counts,
  onOpenChange,
}: FilterMenuProps<Value>) {
  return (
    <Menu.Root onOpenChange={(isOpen) => onOpenChange?.(isOpen)}>
      <Menu.Trigger className={styles['button']} data-on={chosen.length > 0 || undefined}>
        <span>
          <span className="visually-hidden">Filter by </span>
          {label}
          {chosen.length > 0 && <span className="visually-hidden">, {chosen.length} chosen</span>}
        </span>
        <ChevronDown size={14} aria-hidden />
      </Menu.Trigger>
      <Menu.Portal container={landmarkOf('main')}>
        <Menu.Positioner className={menu['positioner']} sideOffset={4} align="start">
          <Menu.Popup className={menu['popup']}>
            {(Object.keys(words) as Value[]).map((value) => (
              <Menu.CheckboxItem
                key={value}
                className={menu['item']}
                checked={chosen.includes(value)}
                onCheckedChange={(isChecked) =>
                  onChosen(isChecked ? [...chosen, value] : chosen.filter((other) => other !== value))
                }
              >
                <CheckBox isOn={chosen.includes(value)} />
                <span className={styles['word']}>{words[value]}</span>
                {onOpenChange !== undefined && (
                  <span className={styles['count']} data-none={counts?.[value] === 0 || undefined}>
                    {counts?.[value]?.toLocaleString('en-GB')}
                  </span>
                )}
              </Menu.CheckboxItem>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

/** The box in front of an entry that is ticked. The entry says so to assistive technology. */
export function CheckBox({ isOn }: { readonly isOn: boolean }) {
  return (
    <span className={styles['box']} data-on={isOn || undefined}>
      <Check size={12} aria-hidden />
    </span>
  );
}

/** A filter without values: it is on or off. */
export function FilterToggle({
  label,
  isOn,
  onChange,
}: {
  readonly label: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}) {
  return (
    <button
      type="button"
      className={styles['button']}
      aria-pressed={isOn}
      data-on={isOn || undefined}
      onClick={() => onChange(!isOn)}
    >
      {label}
    </button>
  );
}
