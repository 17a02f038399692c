// The security policy: setup codes, the second approver, and what locks.
import type { OutputOf } from '../../preload/contract/index.ts';
import { SET_BY_IT } from '../shared/policy/policy-notice.tsx';
import { Banner } from '../ui/banner.tsx';
import { ChoiceField, SelectField, TextField } from '../ui/fields/field.tsx';
import page from '../ui/page.module.css';
import { fieldSentence } from '../words/failure-words.ts';
import { REVIEW_MONTHS, REVIEW_MONTHS_WORDS } from '../words/review-words.ts';
import { exactTime } from '../words/time-words.ts';
import { IndependenceNow } from './independence-now.tsx';
import styles from './settings.module.css';
import { Section, type SectionProps, textProps } from './settings-section.tsx';
import { LIFETIME_UNITS } from './typed-settings.ts';

const REVIEW_CHOICES = REVIEW_MONTHS.map((months) => ({ value: `${months}`, label: REVIEW_MONTHS_WORDS[months] }));

const longestIdle = (atMost: number | null): string =>
  atMost === null ? 'From 1 to 60' : `From 1 to ${atMost}: your IT has set the longest time`;

interface PolicySectionProps extends SectionProps {
  /** The second approver, as it is saved. */
  readonly wasRequired: boolean;
  /** Until when a request to switch the second approver off waits for another Partner Admin. */
  readonly offWaitsUntil: number | null;
  readonly independence: OutputOf<'settings.get'>['independence'];
  /** By the policy file. */
  readonly managed: OutputOf<'settings.get'>['managed'];
}

export function PolicySection({ wasRequired, offWaitsUntil, independence, managed, ...props }: PolicySectionProps) {
  const { typed, onChange, failure } = props;
  return (
    <Section title="Security policy">
      <ChoiceField
        label="Setup code after a reset of 2FA"
        value={typed.isSetupCodeRequired ? 'on' : 'off'}
        onChoose={(choice) => onChange({ isSetupCodeRequired: choice === 'on' })}
        options={[
          {
            value: 'on',
            label: 'Needed (recommended)',
            hint: 'After a reset, only someone with the password and the code that you pass on can set up 2FA. That takes a call or a letter each time.',
          },
          {
            value: 'off',
            label: 'Not needed',
            hint: 'After a reset, the password alone is enough to set up 2FA. You pass nothing on, but anyone who knows the password can take over the account.',
          },
        ]}
      />
      <div className={styles['lifetime']}>
        <TextField
          label={typed.isSetupCodeRequired ? 'It works for' : 'Time to set up'}
          inputMode="decimal"
          {...textProps(props, 'lifetime', 'setupCodeMinutes')}
        />
        <SelectField
          label="Unit"
          value={typed.lifetimeUnit}
          options={LIFETIME_UNITS}
          onChoose={(lifetimeUnit) => onChange({ lifetimeUnit })}
        />
      </div>
      <p className={page['lead']}>
        From 10 minutes to 7 days. A person who does not set up 2FA in that time is locked out until the next reset.
        Codes that were handed out before keep their time.
      </p>
      <ChoiceField
        label="Second approver"
        value={typed.isSecondApproverRequired ? 'on' : 'off'}
        onChoose={(choice) => onChange({ isSecondApproverRequired: choice === 'on' })}
        problem={fieldSentence(failure, 'settings.isSecondApproverRequired')}
        options={[
          {
            value: 'on',
            label: 'Needed',
            hint: 'Resets, temporary codes and reactivations of a Partner Admin wait until another Partner Admin agrees. So does the second reset, when one administrator resets both the password and the 2FA of one person within a day. It takes three Partner Admins who are independent of each other. With four, one can be away.',
          },
          {
            value: 'off',
            label: 'Not needed',
            whyNot: managed.secondApprover === 'stays_on' ? `${SET_BY_IT} It stays on.` : undefined,
            hint: wasRequired
              ? 'A Partner Admin who is independent of you has to agree to this as well.'
              : 'One Partner Admin alone can reset another one. Anyone who persuades that person controls the firm.',
          },
        ]}
      />
      {managed.secondApprover === 'comes_on' && (
        <Banner tone="info">
          {SET_BY_IT} The second approver is switched on by itself once three Partner Admins who are independent of each
          other can sign in.
        </Banner>
      )}
      {offWaitsUntil !== null && (
        <Banner tone="info">
          Switching it off waits until a Partner Admin who is independent of the one who asked agrees, under Approvals,
          by {exactTime(offWaitsUntil)} at the latest.
        </Banner>
      )}
      <IndependenceNow independence={independence} isRequired={wasRequired} />
      <div className={styles['number']}>
        <TextField
          label="Days until accounts are independent"
          inputMode="numeric"
          hint="From 7 to 90. Two accounts count as one person for this long after one has let the other in: by an invitation, a role, a code, or a new email or number. They still do after that, until the alert about it has been seen."
          {...textProps(props, 'tieDays')}
        />
        <TextField
          label="Wrong attempts in a row before locking"
          inputMode="numeric"
          hint="From 6 to 20, for each password and each kind of code. A lower number stops guessing sooner, a higher one forgives more slips. The last Partner Admin who can sign in gets more attempts, because nobody could help them."
          {...textProps(props, 'maxFailures')}
        />
        <TextField
          label="Minutes until the window locks"
          inputMode="numeric"
          hint={`${longestIdle(managed.idleLockMinutesAtMost)}, without keyboard or mouse. It also locks when the computer sleeps or is locked. The password opens it again.`}
          {...textProps(props, 'idleLockMinutes')}
        />
        <TextField
          label="Days until a backup is due"
          inputMode="numeric"
          hint="From 1 to 31. When the last checked backup is older, every Partner Admin is reminded above Users and here."
          {...textProps(props, 'backupDays')}
        />
        <SelectField
          label="Access review"
          hint="Partner Admins go through the accounts and confirm, change or take away access. When the last complete review is older, every Partner Admin is reminded above Users and in Overview."
          value={`${typed.reviewMonths}`}
          options={REVIEW_CHOICES}
          onChoose={(months) => onChange({ reviewMonths: REVIEW_MONTHS.find((one) => `${one}` === months) ?? 0 })}
        />
      </div>
    </Section>
  );
}
