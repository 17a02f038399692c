// Offers a temporary code before a reset. If the phone is only at home, nothing needs to be removed.
import { Timer } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import styles from './temporary-code-offer.module.css';

export function TemporaryCodeOffer({ onChoose }: { readonly onChoose: () => void }) {
  return (
    <div className={styles['offer']}>
      <Timer size={16} aria-hidden />
      <p>Is the phone only at home today?</p>
      <Button onClick={onChoose}>Issue a temporary code instead</Button>
    </div>
  );
}
