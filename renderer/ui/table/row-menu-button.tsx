// The three dots of a row, which open its menu.
import { Ellipsis } from 'lucide-react';
import styles from './row-menu-button.module.css';

interface RowMenuButtonProps {
  readonly rowName: string;
  readonly isOpen: boolean;
  readonly onOpen: (button: HTMLElement) => void;
}

export function RowMenuButton({ rowName, isOpen, onOpen }: RowMenuButtonProps) {
  return (
    <button
      type="button"
      data-row-control="menu"
      tabIndex={-1}
      className={styles['button']}
      aria-label={`Actions for ${rowName}`}
      aria-haspopup="menu"
      aria-expanded={isOpen}
      onClick={(event) => onOpen(event.currentTarget)}
    >
      <Ellipsis size={18} aria-hidden />
    </button>
  );
}
