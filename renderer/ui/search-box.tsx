// Search as you type, with a way to clear it.
import { Search, X } from 'lucide-react';
import styles from './search-box.module.css';

export function SearchBox({ label, value, onText }: { readonly label: string; readonly value: string; readonly onText: (text: string) => void }) {
  return (
    <div className={styles['box']}>
      <Search size={15} aria-hidden />
      <input
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
        <button type="button" className={styles['clear']} aria-label="Clear the search" onClick={() => onText('')}>
          <X size={14} aria-hidden />
        </button>
      )}
    </div>
  );
}
