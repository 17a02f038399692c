// The columns of an access review.
import { CircleAlert } from 'lucide-react';
import type { ReviewRow } from '../../../preload/contract/index.ts';
import { Chip } from '../../ui/chip.tsx';
import type { Column } from '../../ui/table/table-columns.ts';
import { DECISION_WORDS, REVIEW_REASON_WORDS } from '../../words/review-words.ts';
import { ago, exactTime } from '../../words/time-words.ts';
import { clientAccessWords, fullName, ROLE_WORDS } from '../../words/user-words.ts';
import { StatusChip } from '../status-chip.tsx';
import tab from '../tab/users-tab.module.css';
import { listName } from '../tab/users-tab-words.ts';
import styles from './review.module.css';

/** @param isDecided the rows have a decision. Until then there is none to show, but what stands out. */
export const reviewColumns = (onOpen: (row: ReviewRow) => void, isDecided: boolean): readonly Column<ReviewRow>[] =>
  allColumns(onOpen).filter(({ key }) => key !== (isDecided ? 'reasons' : 'decision'));

const allColumns = (onOpen: (row: ReviewRow) => void): readonly Column<ReviewRow>[] => [
  {
    key: 'name',
    label: 'Name',
    width: 170,
    grows: 3,
    cell: (row) => (
      <span className={tab['who']}>
        <button
          type="button"
          dir="auto"
          data-row-control="open"
          tabIndex={-1}
          className={`${fullName(row) === '' ? tab['unnamed'] : tab['name']} ${tab['open']}`}
          title={listName(row, false)}
          onClick={() => onOpen(row)}
        >
          {listName(row, false)}
        </button>
        {row.details !== null && fullName(row) !== '' && <span className={tab['email']}>{row.details.email}</span>}
      </span>
    ),
  },
  { key: 'role', label: 'Role', width: 129, givesWay: 3, cell: ({ role }) => ROLE_WORDS[role] },
  {
    key: 'access',
    label: 'Client access',
    width: 110,
    grows: 1,
    givesWay: 4,
    cell: ({ details }) =>
      details !== null && (
        <span dir="auto" className={tab['access']} title={clientAccessWords(details.clientAccess)}>
          {clientAccessWords(details.clientAccess)}
        </span>
      ),
  },
  {
    key: 'status',
    label: 'Status',
    width: 120,
    givesWay: 1,
    cell: ({ details }) => details !== null && <StatusChip user={details} now={Date.now()} />,
  },
  {
    key: 'lastSignIn',
    label: 'Last sign-in',
    width: 100,
    align: 'end',
    givesWay: 2,
    cell: ({ details }) =>
      details !== null &&
      (details.lastSignInAt === null ? (
        <span className={tab['never']}>Never</span>
      ) : (
        <span title={exactTime(details.lastSignInAt)}>{ago(details.lastSignInAt, Date.now())}</span>
      )),
  },
  {
    key: 'reasons',
    label: 'What stands out',
    width: 170,
    grows: 2,
    cell: ({ reasons, isOwn }) => {
      const words = [...reasons.map((reason) => REVIEW_REASON_WORDS[reason]), ...(isOwn ? ['Your own account'] : [])];
      return (
        <span className={styles['reasonList']} title={words.join(', ')}>
          {words.join(', ')}
        </span>
      );
    },
  },
  {
    key: 'decision',
    label: 'Decision',
    width: 130,
    cell: ({ decision }) => {
      if (decision === null) return null;
      const tone = decision.what === 'confirmed' ? 'ok' : 'info';
      const title = `${DECISION_WORDS[decision.what]} by ${decision.by} on ${exactTime(decision.at)}`;
      return (
        <Chip
          tone={tone}
          {...(decision.what === 'deactivated' ? { icon: CircleAlert } : {})}
          text={DECISION_WORDS[decision.what]}
          title={title}
        />
      );
    },
  },
];
