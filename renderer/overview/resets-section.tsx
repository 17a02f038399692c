// Resets of 2FA in twelve months: by month as a plot whose axis is a table, by reason, and by the person who made them.
import { monthAndYear, monthWord, type ResetsShown, resetReasonWords } from '../words/overview-words.ts';
import { Figure } from './figure.tsx';
import styles from './overview.module.css';
import { Bar, type OverviewFigures, OverviewSection } from './overview-section.tsx';

type Resets = NonNullable<OverviewFigures['resets']>;

interface ResetsSectionProps {
  readonly resets: Resets;
  /** Undefined on paper. */
  readonly onResets: ((resets: ResetsShown) => void) | undefined;
}

export function ResetsSection({ resets, onResets }: ResetsSectionProps) {
  const { months, total, reasons, people, byOthers } = resets;
  const span = { from: months.at(0)?.from ?? 0, until: (months.at(-1)?.until ?? 1) - 1 };
  const open = (shown: ResetsShown) => (onResets === undefined ? undefined : () => onResets(shown));
  return (
    <OverviewSection title="Resets of 2FA in twelve months">
      {total === 0 ? (
        <p className={styles['none']}>None.</p>
      ) : (
        <>
          <p className={styles['total']}>
            <Figure count={total} of="Resets of 2FA in twelve months" onOpen={open(span)} /> in all
          </p>
          <MonthPlot months={months} onResets={onResets} />
        </>
      )}
      {total > 0 && (
        <div className={styles['columns']}>
          <table className={styles['ranking']}>
            <thead>
              <tr>
                <th scope="col" colSpan={2}>
                  By reason
                </th>
                <th scope="col">Resets</th>
              </tr>
            </thead>
            <tbody>
              {reasons.map(({ reason, count }) => (
                <tr key={reason}>
                  <th scope="row">{resetReasonWords(reason)}</th>
                  <td className={styles['barCell']}>
                    <Bar part={count} all={total} />
                  </td>
                  <td>
                    <Figure
                      count={count}
                      of={resetReasonWords(reason)}
                      onOpen={reason === null ? undefined : open({ ...span, reason })}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <table className={styles['ranking']}>
            <thead>
              <tr>
                <th scope="col" colSpan={2}>
                  By person
                </th>
                <th scope="col">Resets</th>
              </tr>
            </thead>
            <tbody>
              {people.map(({ actorId, name, count }) => (
                <tr key={actorId}>
                  <th scope="row" dir="auto">
                    {name}
                  </th>
                  <td className={styles['barCell']}>
                    <Bar part={count} all={total} />
                  </td>
                  <td>
                    <Figure count={count} of={`Resets by ${name}`} onOpen={open({ ...span, by: { actorId, name } })} />
                  </td>
                </tr>
              ))}
              {byOthers > 0 && (
                <tr>
                  <th scope="row">Everybody else</th>
                  <td className={styles['barCell']}>
                    <Bar part={byOthers} all={total} />
                  </td>
                  <td>{byOthers.toLocaleString('en-GB')}</td>
                </tr>
              )}
            </tbody>
          </table>
        </div>
      )}
    </OverviewSection>
  );
}

/** The bars stand over the columns of the table, which has the numbers. */
function MonthPlot({ months, onResets }: { readonly months: Resets['months'] } & Pick<ResetsSectionProps, 'onResets'>) {
  const most = Math.max(1, ...months.map(({ count }) => count));
  return (
    <div className={styles['plot']}>
      <svg viewBox={`0 0 ${months.length * 10} 60`} preserveAspectRatio="none" aria-hidden="true">
        {months.map(({ from, count }, i) => {
          const height = (58 * count) / most;
          return (
            <rect key={from} x={i * 10 + 2} y={60 - height} width={6} height={height} className={styles['barPart']} />
          );
        })}
      </svg>
      <table>
        <caption className="visually-hidden">Resets of 2FA by month</caption>
        <thead>
          <tr>
            {months.map(({ from }) => (
              <th key={from} scope="col" title={monthAndYear(from)}>
                {monthWord(from)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr>
            {months.map(({ from, until, count }) => (
              <td key={from}>
                <Figure
                  count={count}
                  of={`Resets in ${monthAndYear(from)}`}
                  onOpen={onResets === undefined ? undefined : () => onResets({ from, until: until - 1 })}
                />
              </td>
            ))}
          </tr>
        </tbody>
      </table>
    </div>
  );
}
