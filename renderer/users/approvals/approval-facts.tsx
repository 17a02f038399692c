// The facts of a request: what the approver must know before the decision.
import type { Approval } from '../../../preload/contract/index.ts';
import { isolate } from '../../words/isolate.ts';
import { duration, exactTime } from '../../words/time-words.ts';
import { IDENTITY_CHECK_WORDS, REASON_WORDS, ROLE_WORDS, TEMPORARY_CODE_REASON_WORDS } from '../../words/user-words.ts';
import styles from './approvals.module.css';

const REASONS: Readonly<Record<string, string>> = {
  ...REASON_WORDS,
  ...TEMPORARY_CODE_REASON_WORDS,
  other: 'Another reason',
};

export function ApprovalFacts({ approval }: { readonly approval: Approval }) {
  const { target, requestedBy, requestedAt, request } = approval;
  const { reason, note, identityCheck, vouchedBy, hours, isSingleUse } = request;
  const facts: readonly (readonly [string, string])[] = [
    ...(target === null ? [] : [['For', `${target.email}, ${ROLE_WORDS[target.role]}`] as const]),
    ['Asked by', `${isolate(requestedBy)}, ${exactTime(requestedAt)}`],
    ...(hours === null
      ? []
      : [
          [
            'Ends after',
            `${duration(hours * 60)}, good for ${isSingleUse === false ? 'several sign-ins' : 'one sign-in'}`,
          ] as const,
        ]),
    ...(reason === null ? [] : [['Reason', REASONS[reason] ?? reason] as const]),
    ...(note === '' ? [] : [['Note', note] as const]),
    ...(identityCheck === null
      ? []
      : [
          [
            'Identity checked',
            `${IDENTITY_CHECK_WORDS[identityCheck].label}${vouchedBy === '' ? '' : `: ${vouchedBy}`}`,
          ] as const,
        ]),
  ];
  return (
    <dl className={styles['facts']}>
      {facts.map(([label, value]) => (
        <FactRow key={label} label={label} value={value} />
      ))}
    </dl>
  );
}

function FactRow({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>
        <bdi>{value}</bdi>
      </dd>
    </>
  );
}
