// The frame of a dialog that carries out one action. Only the verb's own button carries the action out, and the dialog
// does not close while it runs, and asks before it closes over answers. What is known stands on the left, the questions on
// the right. The result takes the place of the form in the same dialog. first-question.ts has its keys.
import { type ReactNode, type RefObject, useRef } from 'react';
import { Button } from '../../ui/button.tsx';
import { GuardFooter, useGuard } from '../../ui/dialog/dialog-guard.tsx';
import forms from '../../ui/fields/form.module.css';
import { FailureBanner } from '../failure-banner.tsx';
import styles from './action-dialog.module.css';
import columns from './dialog-columns.module.css';
import { type DialogResult, DialogWithResult } from './dialog-with-result.tsx';
import { goToVerb, useFirstQuestion } from './first-question.ts';
import type { ActionForm } from './use-action-form.ts';

interface ActionDialogProps<Facts> {
  readonly title: string;
  readonly form: Pick<
    ActionForm<Facts, Readonly<Record<string, string>>, unknown>,
    'facts' | 'isFilledIn' | 'isBusy' | 'failure' | 'carryOut'
  >;
  readonly verb: string;
  readonly tone: 'primary' | 'danger';
  /** Where "Cancel" could mean the action itself. */
  readonly closeLabel?: string;
  /** Above everything else. */
  readonly lead?: (facts: Facts) => ReactNode;
  /** The left column. A dialog that has one is wide. */
  readonly aside?: (facts: Facts) => ReactNode;
  readonly children: (facts: Facts) => ReactNode;
  readonly result?: DialogResult | undefined;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

export function ActionDialog<Facts>({
  title,
  form,
  verb,
  tone,
  closeLabel = 'Cancel',
  lead,
  aside,
  children,
  result,
  returnTo,
  onClose,
}: ActionDialogProps<Facts>) {
  const cancel = useRef<HTMLButtonElement>(null);
  const verbButton = useRef<HTMLButtonElement>(null);
  const questions = useRef<HTMLDivElement>(null);
  const { value, failure } = form.facts;
  const initialFocus = useFirstQuestion({ questions, cancel, areQuestionsThere: value !== undefined });
  const guard = useGuard(form.isFilledIn, form.isBusy, onClose);
  return (
    <DialogWithResult
      result={result}
      onDone={onClose}
      title={title}
      returnTo={returnTo}
      initialFocus={initialFocus}
      isWide={aside !== undefined}
      onClose={guard.close}
      footer={
        guard.isAsking ? (
          <GuardFooter
            question="Your answers would be lost."
            stayLabel="Keep editing"
            leaveLabel="Discard answers"
            onStay={guard.stay}
            onLeave={onClose}
          />
        ) : (
          <>
            {/* Tab leads from the last question to the verb, and from there to Cancel. */}
            {value !== undefined && (
              <Button ref={verbButton} tone={tone} isBusy={form.isBusy} onClick={form.carryOut}>
                {verb}
              </Button>
            )}
            <Button ref={cancel} className={styles['cancel']} onClick={guard.close}>
              {closeLabel}
            </Button>
          </>
        )
      }
    >
      <FailureBanner failure={failure} />
      {value !== undefined && (
        <>
          {lead?.(value)}
          <form
            className={aside === undefined ? undefined : columns['asideAndQuestions']}
            noValidate
            // Only the button may carry out the action.
            onSubmit={(event) => event.preventDefault()}
            onKeyDown={(event) => goToVerb(event, verbButton.current)}
          >
            {aside !== undefined && <div className={columns['aside']}>{aside(value)}</div>}
            <div ref={questions} className={aside === undefined ? forms['form'] : columns['column']}>
              {children(value)}
              <FailureBanner failure={form.failure} />
            </div>
          </form>
        </>
      )}
    </DialogWithResult>
  );
}
