// The end of the line above Users: an access review that the policy asks for is overdue. It leads to the review, and is for
// those who take part in it.
import { ListChecks } from 'lucide-react';
import { useCallback } from 'react';
import { request } from '../../bridge.ts';
import { useRequest } from '../../shared/reading/use-request.ts';
import { useAppStore } from '../../state.ts';
import { dueSentence } from '../../words/review-words.ts';
import styles from './users-overview.module.css';

export function ReviewReminder() {
  const isFor = useAppStore((state) => state.signedIn?.may.reviewAccess === true);
  const openSection = useAppStore((state) => state.openSection);
  const get = useCallback(() => request('reviews.get', {}), []);
  const { latest } = useRequest(isFor ? get : undefined, 'directory.changed');
  if (latest?.isDue !== true) return null;
  return (
    <div className={styles['end']}>
      <button
        type="button"
        className={styles['reminder']}
        title={dueSentence(latest)}
        onClick={() => openSection('review')}
      >
        <ListChecks size={14} aria-hidden />
        <span>Access review overdue</span>
      </button>
    </div>
  );
}
