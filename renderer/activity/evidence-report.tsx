// The report of an evidence pack, for paper: what an auditor reads first. Every line of it is in the records of the pack.
import type { ActivityRecord, OutputOf } from '../../preload/contract/index.ts';
import { PaperPage } from '../shared/paper/print.tsx';
import { OUTCOME_WORDS } from '../words/activity/action-words.ts';
import { activityFacts } from '../words/activity/activity-facts.ts';
import { activitySentence } from '../words/activity/activity-sentence.ts';
import { reasonWords } from '../words/activity/reason-words.ts';
import { exactDay, exactTime, exactTimeWithZone } from '../words/time-words.ts';
import styles from './evidence-report.module.css';
import { changedSettings, type Handled, type ReadEvidence } from './read-evidence.ts';

interface EvidenceReportProps {
  readonly firmName: string;
  /** Epoch ms. Null: no end. */
  readonly times: { readonly from: number | null; readonly until: number | null };
  readonly begun: OutputOf<'evidence.begin'>;
  readonly read: ReadEvidence;
}

export function EvidenceReport({ firmName, times: { from, until }, begun, read }: EvidenceReportProps) {
  const { handled, handledTotal, listed, total } = read;
  const range = `${from === null ? 'the beginning' : exactDay(from)} to ${until === null ? 'now' : exactDay(until)}`;
  return (
    <PaperPage>
      <h1 className={styles['title']} dir="auto">
        Evidence of {firmName}
      </h1>
      <dl className={styles['facts']}>
        <Line label="Range" value={range} />
        <Line label="People" value={begun.person ?? 'Everybody'} />
        <Line label="Records" value={total.toLocaleString('en-GB')} />
        <Line label="Made" value={exactTimeWithZone(begun.madeAt)} />
        <Line label="Number of the record" value={begun.printed} />
        <Line label="Fingerprint of the firm’s key" value={begun.fingerprint} />
      </dl>
      <p>The file verify.html in this pack checks the records in a browser, without Rekey. README.txt says how.</p>
      <h2 className={styles['heading']}>Second factors and passwords</h2>
      {handled.length === 0 && <p>Nothing was reset or handed out.</p>}
      <Rest shown={handled.length} total={handledTotal} />
      {handled.map((each) => (
        <HandledAct key={each.act.seq} {...each} />
      ))}
      <h2 className={styles['heading']}>Policy</h2>
      {begun.policies.map((policy, i) => (
        <PolicyInForce key={policy.record ?? 0} policy={policy} before={begun.policies[i - 1]} />
      ))}
      <h2 className={styles['heading']}>All records</h2>
      <Rest shown={listed.length} total={total} />
      <table className={styles['records']}>
        <thead>
          <tr>
            <th scope="col">Number</th>
            <th scope="col">When</th>
            <th scope="col">What</th>
            <th scope="col">Outcome</th>
          </tr>
        </thead>
        <tbody>
          {listed.map((record) => (
            <tr key={record.seq}>
              <td>{record.seq.toLocaleString('en-GB')}</td>
              <td>{exactTime(record.at)}</td>
              <td>
                {activitySentence(record)}
                {record.reason !== null && ` ${reasonWords(record.reason)}.`}
              </td>
              <td>{OUTCOME_WORDS[record.outcome]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </PaperPage>
  );
}

function Rest({ shown, total }: { readonly shown: number; readonly total: number }) {
  if (total <= shown) return null;
  return (
    <p>
      The first {shown.toLocaleString('en-GB')} of {total.toLocaleString('en-GB')}. The file records.csv has all of
      them.
    </p>
  );
}

function Line({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd dir="auto">{value}</dd>
    </div>
  );
}

/** Who did it to whom, when, why, how identity was checked, who approved, what was removed, and what the person answered. */
function HandledAct({ act, answer }: Handled) {
  return (
    <section className={styles['act']}>
      <h3 className={styles['sentence']}>{activitySentence(act)}</h3>
      <dl className={styles['facts']}>
        <Line label="When" value={exactTime(act.at)} />
        {act.reason !== null && <Line label="Why" value={reasonWords(act.reason)} />}
        {activityFacts(act).map(({ label, value }) => (
          <Line key={label} label={label} value={value} />
        ))}
        <Line label="What the person answered" value={answerWords(answer)} />
        <Line label="Number in the record" value={act.seq.toLocaleString('en-GB')} />
      </dl>
    </section>
  );
}

function answerWords(answer: ActivityRecord | undefined): string {
  if (answer === undefined) return 'Nothing in the records of this pack';
  const when = exactTime(answer.at);
  switch (answer.action) {
    case 'account.frozen':
      return `“This was not me”, ${when}`;
    case 'two_factor.set_up':
      return `Read of it and set up 2FA, ${when}`;
    case 'password.chosen':
      return `Read of it and chose a password, ${when}`;
    default:
      return `Read of it and signed in, ${when}`;
  }
}

type Policy = OutputOf<'evidence.begin'>['policies'][number];

/** All settings of the first one, and of each one after it what was changed. */
function PolicyInForce({
  policy: { since, record, settings },
  before,
}: {
  readonly policy: Policy;
  readonly before: Policy | undefined;
}) {
  const detail = before === undefined ? settings : changedSettings(before.settings, settings);
  const from =
    since === null ? 'From the beginning' : `From ${exactTime(since)}, record ${(record ?? 0).toLocaleString('en-GB')}`;
  return (
    <section className={styles['act']}>
      <h3 className={styles['sentence']}>{from}</h3>
      <dl className={styles['facts']}>
        {activityFacts({ detail }).map(({ label, value, was }) => (
          <Line key={label} label={label} value={was === undefined ? value : `${value} (was ${was})`} />
        ))}
      </dl>
    </section>
  );
}
