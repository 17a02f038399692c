// The Activity section: what was done, by which person, to which person or client, when, and with what outcome. Refused
// attempts are in it too. It is read-only.
import { type MouseEvent, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { request } from '../bridge.ts';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { lazyNamed } from '../shared/lazy-named.ts';
import { useActivityPages } from '../shared/reading/use-activity-pages.ts';
import { useTemporarySession } from '../shared/use-temporary-session.ts';
import { useAppStore } from '../state.ts';
import { Button } from '../ui/button.tsx';
import styles from './activity.module.css';
import { type ActivityQuery, ANY_ACTIVITY, isFiltered, toInput } from './activity-query.ts';
import { ActivityRecords } from './activity-records.tsx';
import { ActivityToolbar } from './activity-toolbar.tsx';
import { AlertList } from './alert-list.tsx';
import { useActivityTotal } from './use-activity-total.ts';
import { VerifyRecord } from './verify-record.tsx';

const CheckPrintedDialog = lazyNamed(() => import('./check-printed-dialog.tsx'), 'CheckPrintedDialog');
const EvidenceDialog = lazyNamed(() => import('./evidence-dialog.tsx'), 'EvidenceDialog');
const ExportActivityDialog = lazyNamed(() => import('./export-activity-dialog.tsx'), 'ExportActivityDialog');

/** Each search reads the whole record, so it waits until the person stops typing. */
const SEARCH_AFTER_MS = 150;

interface ActivityProps {
  readonly query: ActivityQuery;
  readonly onQuery: (query: ActivityQuery) => void;
}

export function Activity({ query, onQuery }: ActivityProps) {
  const [search, setSearch] = useState(query.search);
  const tab = useAppStore((state) => state.activityTab);
  const showInActivity = useAppStore((state) => state.showInActivity);
  const isAlerts = tab === 'alerts';
  const list = useActivityPages(
    useCallback((before) => request('activity.list', { ...toInput(query), before }), [query]),
  );

  const count = useActivityTotal(query);
  const reload = () => {
    list.reload();
    count.reload();
  };
  useEffect(() => {
    if (search === query.search) return;
    const timer = setTimeout(() => onQuery({ ...query, search }), SEARCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, [search, query, onQuery]);

  const page = useRef<HTMLDivElement>(null);
  const [isFirstWanted, setFirstWanted] = useState(false);
  const isAnswered = search === query.search && !list.isStale && list.shown !== undefined;
  useEffect(() => {
    if (!isFirstWanted || !isAnswered) return;
    setFirstWanted(false);
    page.current?.parentElement?.querySelector<HTMLElement>('[data-record]')?.focus();
  }, [isFirstWanted, isAnswered]);

  const mayExport = useAppStore((state) => state.signedIn?.may.exportActivity === true);
  const isTemporary = useTemporarySession();
  const pressed = useRef<HTMLElement | null>(null);
  const [asked, setAsked] = useState<'check' | 'export' | 'evidence'>();
  const open = (dialog: 'check' | 'export' | 'evidence') => (event: MouseEvent<HTMLButtonElement>) => {
    pressed.current = event.currentTarget;
    setAsked(dialog);
  };
  /** What was exported is on record. */
  const closeRecorded = () => {
    setAsked(undefined);
    reload();
  };
  const clear = () => {
    setSearch('');
    onQuery(ANY_ACTIVITY);
  };
  return (
    <>
      <VerifyRecord onVerified={reload}>
        <Button onClick={open('check')}>Check a printed number</Button>
        {mayExport && !isTemporary && <Button onClick={open('export')}>Export</Button>}
        {mayExport && !isTemporary && <Button onClick={open('evidence')}>Evidence pack</Button>}
      </VerifyRecord>
      <div ref={page}>
        <ActivityToolbar
          query={query}
          onQuery={onQuery}
          search={search}
          onSearch={setSearch}
          total={count.total}
          onDown={() => setFirstWanted(true)}
          isAlerts={isAlerts}
          onAlerts={(isOn) => showInActivity(isOn ? 'alerts' : 'records')}
          onRefresh={reload}
          onClear={clear}
        />
        <div className={list.failure === undefined ? undefined : styles['line']}>
          <FailureBanner failure={list.failure} />
        </div>
      </div>
      <Suspense fallback={null}>
        {asked === 'check' && (
          <CheckPrintedDialog onChecked={reload} returnTo={pressed} onClose={() => setAsked(undefined)} />
        )}
        {asked === 'evidence' && <EvidenceDialog query={query} returnTo={pressed} onClose={closeRecorded} />}
        {asked === 'export' && <ExportActivityDialog query={query} returnTo={pressed} onClose={closeRecorded} />}
      </Suspense>
      {isAlerts && <AlertList />}
      {!isAlerts && list.shown !== undefined && (
        <ActivityRecords list={list} shown={list.shown} isFiltered={isFiltered(query)} onClear={clear} />
      )}
      {list.shown === undefined && list.failure !== undefined && (
        <div className={styles['empty']}>
          <Button onClick={list.reload}>Try again</Button>
        </div>
      )}
    </>
  );
}
