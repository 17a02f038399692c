// The rows of an import and what happens to each. The counts above are filters. The rows are read in pieces, because there can
// be a hundred thousand.
import { useCallback, useEffect, useState } from 'react';
import type { ImportCounts, OutputOf } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { FilterToggle } from '../../ui/filters/filter-menu.tsx';
import { IMPORT_KIND_WORDS, importStateWords } from '../../words/import-words.ts';
import { keysOf } from '../../words/keys-of.ts';
import { FailureBanner } from '../failure-banner.tsx';
import { useAction } from '../use-action.ts';
import styles from './import.module.css';

const PIECE = 100;

interface ImportRowsProps {
  readonly importId: string;
  readonly counts: ImportCounts;
  readonly label: string;
  /** "Person" */
  readonly what: string;
  /** The heading of the column with the states. */
  readonly happens: string;
}

export function ImportRows({ importId, counts, label, what, happens }: ImportRowsProps) {
  const [kinds, setKinds] = useState<readonly (keyof ImportCounts)[]>([]);
  const [page, setPage] = useState<OutputOf<'imports.listRows'>>({ rows: [], total: 0 });
  const { failure, isBusy, run } = useAction();
  const load = useCallback(
    (offset: number) =>
      void run(async () => {
        const next = await request('imports.listRows', { importId, kinds: [...kinds], offset, limit: PIECE });
        setPage((shown) => ({ rows: [...shown.rows.slice(0, offset), ...next.rows], total: next.total }));
      }),
    [importId, kinds, run],
  );
  useEffect(() => load(0), [load]);
  return (
    <div className={styles['result']}>
      <fieldset className={styles['counts']}>
        <legend className="visually-hidden">Show only</legend>
        {keysOf(IMPORT_KIND_WORDS)
          .filter((kind) => counts[kind] > 0)
          .map((kind) => (
            <FilterToggle
              key={kind}
              label={`${IMPORT_KIND_WORDS[kind]} ${counts[kind].toLocaleString('en-GB')}`}
              isOn={kinds.includes(kind)}
              onChange={(isOn) => setKinds((now) => (isOn ? [...now, kind] : now.filter((other) => other !== kind)))}
            />
          ))}
      </fieldset>
      <FailureBanner failure={failure} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls a long table, too */}
      <section className={styles['scroll']} tabIndex={0} aria-label={`${label}, rows`}>
        <table className={styles['rows']} aria-label={label}>
          <thead>
            <tr>
              <th scope="col">Row</th>
              <th scope="col">{what}</th>
              <th scope="col">{happens}</th>
            </tr>
          </thead>
          <tbody>
            {page.rows.map(({ number, name, email, state }) => {
              const { chip, more, facts } = importStateWords(state);
              return (
                <tr key={number}>
                  <td>{number}</td>
                  <th scope="row">
                    <span dir="auto">{name || email || '–'}</span>
                    {name !== '' && email !== '' && <small>{email}</small>}
                  </th>
                  <td>
                    <Chip {...chip} /> {more}
                    {facts.map(({ label, value, was }) => (
                      <small key={label}>
                        {label}: <bdi>{value}</bdi>
                        {was !== undefined && (
                          <>
                            {' '}
                            (was <bdi>{was}</bdi>)
                          </>
                        )}
                      </small>
                    ))}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
        {page.rows.length < page.total && (
          <Button isBusy={isBusy} onClick={() => load(page.rows.length)}>
            Show {Math.min(PIECE, page.total - page.rows.length)} more of {page.total.toLocaleString('en-GB')}
          </Button>
        )}
      </section>
    </div>
  );
}
