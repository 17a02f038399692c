// Search as you type, with a way to clear it.
import { Search, X } from 'lucide-react';
import { type RefObject, useRef } from 'react';
import { useFocusOnProblem } from './problems.ts';
import styles from './search-box.module.css';

interface SearchBoxProps {
  readonly label: string;
  readonly value: string;
  readonly onText: (text: string) => void;
  /** Called by Arrow Down and Enter: the focus goes to what was found. */
  readonly onDown?: () => void;
  readonly inputRef?: RefObject<HTMLInputElement | null>;
  /** Of the sentence that says what is wrong with what was found and chosen. */
  readonly problemId?: string | undefined;
}

export function SearchBox({ label, value, onText, onDown, inputRef, problemId }: SearchBoxProps) {
  const own = useRef<HTMLInputElement>(null);
  const input = inputRef ?? own;
  useFocusOnProblem(input, problemId);
  return (
    <div className={`${styles['field']} ${styles['box']}`}>
      <Search size={15} aria-hidden />
      <input
        ref={input}
        type="search"
        aria-label={label}
        aria-invalid={problemId === undefined ? undefined : true}
        aria-describedby={problemId}
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
          if (onDown === undefined || event.nativeEvent.isComposing) return;
          if (event.key === 'ArrowDown' || event.key === 'Enter') {
            event.preventDefault();
            onDown();
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
