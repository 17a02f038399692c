// A text that changes without changing its width: it is as wide as the widest of its texts, so nothing beside it moves.
import styles from './steady-text.module.css';

interface SteadyTextProps {
  readonly text: string;
  /** What it may say instead. */
  readonly others: readonly string[];
}

export function SteadyText({ text, others }: SteadyTextProps) {
  return (
    <span className={styles['steady']}>
      <span>{text}</span>
      {/* Drawn from an attribute, so that neither a search in the page nor a screen reader finds them. */}
      {others.map((other) => (
        <span key={other} className={styles['other']} data-text={other} aria-hidden />
      ))}
    </span>
  );
}
