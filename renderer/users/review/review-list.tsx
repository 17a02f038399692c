// An open access review: the accounts in the order in which they deserve a look, with the facts of one beside them. Several
// people work in it at once; what somebody else decides is read again.
import { Check, Flag, ListChecks, X } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { InputOf, OutputOf, ReviewRow } from '../../../preload/contract/index.ts';
import { request, subscribe } from '../../bridge.ts';
import { ListProblem } from '../../shared/reading/list-problem.tsx';
import { useRequest } from '../../shared/reading/use-request.ts';
import { useTemporarySession } from '../../shared/use-temporary-session.ts';
import { useAppStore } from '../../state.ts';
import { Button } from '../../ui/button.tsx';
import { SearchBox } from '../../ui/fields/search-box.tsx';
import { useRoving } from '../../ui/roving.ts';
import { DataTable, type TableHandle } from '../../ui/table/data-table.tsx';
import { TableEmpty } from '../../ui/table/table-empty.tsx';
import { useSelection } from '../../ui/table/table-selection.ts';
import { usePages } from '../../ui/table/use-pages.ts';
import { useReturnFocus } from '../../ui/table/use-return-focus.ts';
import { exactDay } from '../../words/time-words.ts';
import { plural } from '../../words/user-words.ts';
import overview from '../tab/users-overview.module.css';
import { listName } from '../tab/users-tab-words.ts';
import { ConfirmManyDialog, confirmable } from './confirm-many-dialog.tsx';
import { FinishReviewDialog } from './finish-review-dialog.tsx';
import styles from './review.module.css';
import { reviewColumns } from './review-columns.tsx';
import { ReviewPanel } from './review-panel.tsx';

type Review = NonNullable<OutputOf<'reviews.get'>['open']>;
type View = InputOf<'reviews.listRows'>['view'];
type Counts = OutputOf<'reviews.count'>;

const VIEWS: readonly { readonly view: View; readonly label: string; readonly count: (counts: Counts) => number }[] = [
  { view: 'open', label: 'To review', count: ({ standingOut, plain }) => standingOut + plain },
  { view: 'standing_out', label: 'Something stands out', count: ({ standingOut }) => standingOut },
  { view: 'plain', label: 'Nothing stands out', count: ({ plain }) => plain },
  {
    view: 'decided',
    label: 'Decided',
    count: ({ confirmed, changed, deactivated }) => confirmed + changed + deactivated,
  },
];

const rowKey = (row: ReviewRow): number => row.id;
const rowName = (row: ReviewRow): string => listName(row, false);

interface ReviewListProps {
  readonly review: Review;
  readonly onFinished: () => unknown;
}

export function ReviewList({ review, onFinished }: ReviewListProps) {
  const [view, setView] = useState<View>('open');
  const [search, setSearch] = useState('');
  const [current, setCurrent] = useState<ReviewRow>();
  /** How often a row was opened: the focus goes to the panel each time. */
  const [opened, setOpened] = useState(0);
  /** What was typed about each account, until it is recorded: a look at another account loses nothing. */
  const [notes, setNotes] = useState<ReadonlyMap<number, string>>(new Map());
  const [dialog, setDialog] = useState<'confirm' | 'finish'>();
  const isCompact = useAppStore((state) => state.preferences.isCompact);
  const isTemporary = useTemporarySession();
  const pages = usePages(
    useCallback(
      (offset, limit) => request('reviews.listRows', { reviewId: review.id, view, search, offset, limit }),
      [review.id, view, search],
    ),
  );
  const { reload } = pages;
  useEffect(() => subscribe('directory.changed', reload), [reload]);
  const counts = useRequest(
    useCallback(() => request('reviews.count', { reviewId: review.id }), [review.id]),
    'directory.changed',
  ).latest;
  const selection = useSelection(pages, rowKey);
  const table = useRef<TableHandle>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const { returnTo, comesFrom } = useReturnFocus(table);
  const { row: line, tabIndexOf } = useRoving(VIEWS.length);
  const open = useCallback(
    (row: ReviewRow) => {
      comesFrom({ rowKey: row.id });
      setCurrent(row);
      setOpened((before) => before + 1);
    },
    [comesFrom],
  );
  const columns = useMemo(() => reviewColumns(open, view === 'decided'), [open, view]);
  const openFrom = (which: 'confirm' | 'finish') => {
    if (document.activeElement instanceof HTMLElement) comesFrom({ element: document.activeElement });
    setDialog(which);
  };
  const close = () => setDialog(undefined);
  const place = useRef(0);
  /** The next account that this person may decide about. */
  const next = useMemo(() => {
    const rows = [...pages.loaded()];
    const found = rows.find(([, row]) => row.id === current?.id);
    if (found !== undefined) place.current = found[0];
    const isFree = ([, row]: (typeof rows)[number]): boolean =>
      row.id !== current?.id && row.decision === null && !row.isOwn;
    // A row that was decided may have left the list: the next one has its place then.
    return (rows.find((entry) => entry[0] >= place.current && isFree(entry)) ?? rows.find(isFree))?.[1];
  }, [pages, current]);
  return (
    <div className={styles['review']}>
      <div className={styles['head']}>
        <div>
          <h1 ref={title} className={styles['title']} tabIndex={-1}>
            Access review
          </h1>
          <p className={styles['lead']}>
            Begun by <bdi>{review.startedBy}</bdi> on {exactDay(review.startedAt)},{' '}
            {plural(review.people, 'person', 'people')}
          </p>
        </div>
        <Button
          tone={counts?.isComplete === true ? 'primary' : 'plain'}
          disabled={isTemporary || counts === undefined}
          onClick={() => openFrom('finish')}
        >
          <Flag size={16} aria-hidden />
          {counts?.isComplete === true ? 'Finish the review' : 'End the review'}
        </Button>
      </div>
      <div className={styles['bar']}>
        <div role="toolbar" {...line} className={overview['line']} aria-label="Part of the review">
          {VIEWS.map(({ view: one, label, count }, index) => (
            <button
              key={one}
              type="button"
              tabIndex={tabIndexOf(index)}
              className={overview['item']}
              aria-pressed={view === one}
              onClick={() => {
                selection.clear();
                setView(one);
              }}
            >
              {label}{' '}
              <span className={overview['count']}>
                {counts === undefined ? '' : count(counts).toLocaleString('en-GB')}
              </span>
            </button>
          ))}
        </div>
        <div className={styles['search']}>
          <SearchBox
            label="Search name or email"
            value={search}
            onText={setSearch}
            onDown={() => table.current?.focusFirst()}
          />
        </div>
      </div>
      <div className={styles['list']}>
        <DataTable
          ref={table}
          label="Accounts to review"
          columns={columns}
          pages={pages}
          rowKey={rowKey}
          rowName={rowName}
          sort={{ column: '', isDescending: false }}
          onSort={() => undefined}
          widths={NO_WIDTHS}
          onWidths={() => undefined}
          isCompact={isCompact}
          selection={selection}
          currentKey={current?.id}
          onOpen={open}
          onMenu={open}
          topRow={0}
          onTopRow={() => undefined}
          problem={<ListProblem error={pages.error} reload={reload} />}
          empty={
            <TableEmpty
              icon={ListChecks}
              sentence={search === '' ? 'Nobody is left here.' : 'Nobody matches.'}
              hasSearch={search !== ''}
              isFiltered={false}
              onClear={() => setSearch('')}
            />
          }
        />
        {current !== undefined && (
          <ReviewPanel
            reviewId={review.id}
            row={current}
            opened={opened}
            note={notes.get(current.id) ?? ''}
            onNote={(note) => setNotes((before) => new Map(before).set(current.id, note))}
            onNext={() => {
              setCurrent(next);
              if (next === undefined) title.current?.focus();
            }}
            onClose={() => {
              setCurrent(undefined);
              table.current?.elementOf(current.id, undefined)?.focus();
            }}
          />
        )}
      </div>
      {selection.rows.size > 0 && (
        <section className={styles['selection']} aria-label="Selection" data-foot>
          <span role="status">
            {selection.isCut
              ? 'The first 1,000 are selected'
              : `${selection.rows.size.toLocaleString('en-GB')} selected`}
          </span>
          {confirmable([...selection.rows.values()]).length === 0 ? (
            <span className={styles['reasons']}>None of them can be confirmed together: look at each.</span>
          ) : (
            <Button disabled={isTemporary} onClick={() => openFrom('confirm')}>
              <Check size={15} aria-hidden />
              Confirm the selected
            </Button>
          )}
          <Button tone="quiet" onClick={() => selection.clear()}>
            <X size={15} aria-hidden />
            Clear
          </Button>
        </section>
      )}
      {dialog === 'confirm' && (
        <ConfirmManyDialog
          reviewId={review.id}
          rows={[...selection.rows.values()]}
          returnTo={returnTo}
          onDone={() => selection.clear()}
          onClose={close}
        />
      )}
      {dialog === 'finish' && counts !== undefined && (
        <FinishReviewDialog
          reviewId={review.id}
          counts={counts}
          returnTo={title}
          onFinished={onFinished}
          onClose={close}
        />
      )}
    </div>
  );
}

const NO_WIDTHS = {};
