// The report of an access review that is over: who decided how much, the Partner Admins, and everybody who was not simply
// confirmed. It can be printed. Each decision by itself is in Activity.
import { Printer } from 'lucide-react';
import { type ReactNode, useCallback, useId, useState } from 'react';
import type { OutputOf } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { NotPrinted } from '../../shared/paper/not-printed.tsx';
import { PaperPage, type PrintOutcome, usePaper } from '../../shared/paper/print.tsx';
import { useRequest } from '../../shared/reading/use-request.ts';
import { useToast } from '../../shared/toast.tsx';
import { useAction } from '../../shared/use-action.ts';
import { useAppStore } from '../../state.ts';
import { Button } from '../../ui/button.tsx';
import page from '../../ui/page.module.css';
import { isolate } from '../../words/isolate.ts';
import { DECISION_WORDS, REVIEW_REASON_WORDS } from '../../words/review-words.ts';
import { savedWords } from '../../words/saved-words.ts';
import { exactTime, plainDay } from '../../words/time-words.ts';
import { plural } from '../../words/user-words.ts';
import styles from './review.module.css';

type Report = OutputOf<'reviews.report'>;

export function ReviewReport({ reviewId }: { readonly reviewId: number }) {
  const id = useId();
  const { latest, failure } = useRequest(useCallback(() => request('reviews.report', { reviewId }), [reviewId]));
  const firmName = useAppStore((state) => state.app?.firmName) ?? '';
  const paper = usePaper();
  const printing = useAction();
  const toast = useToast();
  const [outcome, setOutcome] = useState<PrintOutcome>();
  if (latest === undefined) return <FailureBanner failure={failure} />;
  const sheet: ReactNode = (
    <PaperPage>
      <p className={styles['paperHead']}>
        <strong dir="auto">{firmName}</strong>
        <span>{exactTime(Date.now())}</span>
      </p>
      <h1 className={styles['paperTitle']}>Access review</h1>
      <ReportBody report={latest} />
    </PaperPage>
  );
  return (
    <section className={page['section']} aria-labelledby={id}>
      <div className={page['sectionHead']}>
        <h2 id={id} className={page['sectionTitle']}>
          The last review
        </h2>
        <Button
          isBusy={printing.isBusy}
          onClick={() => void printing.run(async () => setOutcome(await paper.print(sheet)))}
        >
          <Printer size={16} aria-hidden />
          Print the report
        </Button>
      </div>
      <FailureBanner failure={printing.failure} />
      <NotPrinted
        outcome={outcome}
        holdsCodes={false}
        savePdf={() => paper.savePdf(sheet, `access-review-${plainDay(latest.review.startedAt)}`)}
        onSaved={(file) => {
          setOutcome(undefined);
          toast.show({ text: `The PDF is saved: ${savedWords(file)}.` });
        }}
      />
      <ReportBody report={latest} />
      {paper.sheet}
    </section>
  );
}

function ReportBody({ report }: { readonly report: Report }) {
  const { review, counts, reviewers, statements, people, more } = report;
  const { finished } = review;
  return (
    <div className={styles['report']}>
      <p>
        Begun by {isolate(review.startedBy)} on {exactTime(review.startedAt)} with{' '}
        {plural(review.people, 'account', 'accounts')}.
        {finished !== null &&
          ` ${finished.isComplete ? 'Finished' : 'Ended'} by ${isolate(finished.by)} on ${exactTime(finished.at)}${finished.isComplete ? '' : ', before every account was decided'}.`}
        {finished !== null && finished.note !== '' && ` “${finished.note}”`}
      </p>
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">Reviewer</th>
            <th scope="col">Confirmed</th>
            <th scope="col">Changed</th>
            <th scope="col">Deactivated</th>
          </tr>
        </thead>
        <tbody>
          {reviewers.map(({ name, ...decided }) => (
            <Numbers key={name} name={name} {...decided} />
          ))}
          {reviewers.length !== 1 && <Numbers name="Together" {...counts} />}
        </tbody>
      </table>
      <p>{notReviewedSentence(counts.standingOut + counts.plain)}</p>
      {statements.length > 0 && (
        <table className={styles['table']}>
          <caption>Confirmed because nothing stood out</caption>
          <thead>
            <tr>
              <th scope="col">Statement</th>
              <th scope="col">By</th>
              <th scope="col">Accounts</th>
            </tr>
          </thead>
          <tbody>
            {statements.map(({ note, by, count }) => (
              <tr key={`${by} ${note}`}>
                <td dir="auto">{note}</td>
                <td dir="auto">{by}</td>
                <td>{count.toLocaleString('en-GB')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {people.length > 0 && (
        <table className={styles['table']}>
          <caption>Partner Admins, and everybody who was not simply confirmed</caption>
          <thead>
            <tr>
              <th scope="col">Person</th>
              <th scope="col">What stood out</th>
              <th scope="col">Decision</th>
              <th scope="col">Note</th>
            </tr>
          </thead>
          <tbody>
            {people.map(({ name, reasons, decision, by, at, note }) => (
              <tr key={`${name} ${at}`}>
                <th scope="row" dir="auto">
                  {name}
                </th>
                <td>{reasons.map((reason) => REVIEW_REASON_WORDS[reason]).join(', ')}</td>
                <td>
                  {decision === null || at === null
                    ? 'Not reviewed'
                    : `${DECISION_WORDS[decision]} by ${isolate(by ?? '')}, ${exactTime(at)}`}
                </td>
                <td dir="auto">{note}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {more > 0 && <p>And {plural(more, 'other person', 'other people')}. Activity has everybody.</p>}
    </div>
  );
}

interface NumbersProps {
  readonly name: string;
  readonly confirmed: number;
  readonly changed: number;
  readonly deactivated: number;
}

function Numbers({ name, confirmed, changed, deactivated }: NumbersProps) {
  return (
    <tr>
      <th scope="row" dir="auto">
        {name}
      </th>
      <td>{confirmed.toLocaleString('en-GB')}</td>
      <td>{changed.toLocaleString('en-GB')}</td>
      <td>{deactivated.toLocaleString('en-GB')}</td>
    </tr>
  );
}

const notReviewedSentence = (count: number): string =>
  count === 0 ? 'Every account was reviewed.' : `${plural(count, 'account was', 'accounts were')} not reviewed.`;
