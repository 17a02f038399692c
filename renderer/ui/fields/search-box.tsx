// Search as you type, with a way to clear it.
import { Search, X } from 'lucide-react';
import { useRef } from 'react';
import styles from './search-box.module.css';

export function SearchBox({
  label,
  value,
  onText,
}: {
  readonly label: string;
  readonly value: string;
  readonly onText: (text: string) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className={`${styles['field']} ${styles['box']}`}>
      <Search size={15} aria-hidden />
      <input
        ref={input}
        type="search"
        aria-label={label}
        placeholder={label}
        className={styles['input']}
        value={value}
        spellCheck={false}
        maxLength={200}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && value !== '') {
            event.stopPropagation();
            onText('');
          }
        }}
      />
      {value !== '' && (
        <button
          type="button"
          className={styles['clear']}
          aria-label="Clear the search"
          onClick={() => {
            // The button disappears with the text.
            input.current?.focus();
            onText('');
          }}
        >
          <X size={14} aria-hidden />
        </button>
      )}
    </div>
  );
}

/** Moves the focus to the search box of the same tab, for a control that disappears with what it clears. */
export function focusSearch(from: Element): void {
  from.closest('[role="tabpanel"]')?.querySelector<HTMLElement>('input[type="search"]')?.focus();
}
