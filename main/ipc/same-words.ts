// Main and the contract list the same words, and neither imports the other. A word that only one of them has is a compile
// error here: everything main answers can be shown, and everything the contract names can happen.
// Types only; handlers.ts imports this file so that it is part of main.

import type * as v from 'valibot';
import type { approvalStateSchema } from '../../preload/contract/approvals.ts';
import type { clientColumnSchema, clientStatusSchema, clientTypeSchema } from '../../preload/contract/clients.ts';
import type * as contract from '../../preload/contract/index.ts';
import type { userColumnSchema } from '../../preload/contract/users.ts';
import type * as words from '../../preload/contract/words.ts';
import type { ReviewDecision, ReviewMonths, ReviewReason } from '../domain/access-review.ts';
import type { Outcome } from '../domain/activity-chain.ts';
import type { AlertKind } from '../domain/alerts.ts';
import type { BulkBlock, BulkRowState } from '../domain/bulk-reset.ts';
import type { ClientStatus, ClientType } from '../domain/client.ts';
import type { DateOrder } from '../domain/date-order.ts';
import type { RefusalReason } from '../domain/refusal.ts';
import type { IdentityCheck, RESET_REASONS, ResetReason } from '../domain/reset.ts';
import type { ApprovalKind, ApprovalState } from '../domain/second-approver.ts';
import type { ClientFact, ClientField, ImportedColumn, ImportField, ImportState } from '../domain/table-import.ts';
import type { TemporaryCodeReason } from '../domain/temporary-code.ts';
import type { UnlockReason } from '../domain/unlocking.ts';
import type { Attention, Role, Status, TwoFactorState } from '../domain/user.ts';
import type { Block, UserActions } from '../domain/user-actions.ts';
import type { ApprovalBlock } from '../services/act/request-approval.ts';
import type { LockReason, SignedOutReason } from '../services/act/visit.ts';
import type { ApprovalTurn } from '../services/approvals/list-approvals.ts';
import type { KeyCheck } from '../services/firm/check-key.ts';
import type { StartStep } from '../services/firm/start-steps.ts';
import type { EndedSession } from '../services/sign-in/why-ended.ts';
import type { KeyProtection } from '../storage/files/data-key.ts';
import type { ClientColumn } from '../storage/lists/client-list.ts';
import type { NoticeKind } from '../storage/tables/notices.ts';
import type { UserColumn } from '../storage/tables/users.ts';
import type { Answer } from './handler.ts';

type Same<Ours, Theirs> = [Ours] extends [Theirs]
  ? [Theirs] extends [Ours]
    ? true
    : 'only the contract'
  : 'only main';
type AllSame<Pairs extends Readonly<Record<string, true>>> = Pairs;
type Word<Schema extends v.GenericSchema> = v.InferOutput<Schema>;
/** What a refusal carries besides its code, by code. */
type FactsOf<R extends { readonly code: string }> = {
  readonly [C in R['code']]: Omit<R & { readonly code: C }, 'code'>;
};
type ScreenNamed<Name> = Extract<contract.Screen, { name: Name }>;

/** @public Only the compiler reads it. */
export type SameWords = AllSame<{
  refusals: Same<FactsOf<RefusalReason>, FactsOf<Answer<contract.Failure>>>;
  userActions: Same<UserActions, Answer<contract.UserActions>>;
  userActionNames: Same<keyof UserActions, contract.UserAction>;
  blocks: Same<Block, contract.Block>;
  bulkBlocks: Same<BulkBlock, contract.BulkBlock>;
  bulkRowStates: Same<BulkRowState, Answer<contract.BulkRow['state']>>;
  roles: Same<Role, Word<typeof words.roleSchema>>;
  statuses: Same<Status, Word<typeof words.statusSchema>>;
  keyChecks: Same<KeyCheck, contract.KeyCheck>;
  reviewReasons: Same<ReviewReason, Word<typeof words.reviewReasonSchema>>;
  reviewDecisions: Same<ReviewDecision, Word<typeof words.reviewDecisionSchema>>;
  reviewMonths: Same<ReviewMonths, contract.Settings['reviewMonths']>;
  startSteps: Same<StartStep, Word<typeof words.startStepSchema>>;
  attention: Same<Attention, Word<typeof words.attentionSchema>>;
  twoFactorStates: Same<TwoFactorState, Word<typeof words.twoFactorStateSchema>>;
  resetReasons: Same<ResetReason, Word<typeof words.resetReasonSchema>>;
  revokeReasons: Same<(typeof RESET_REASONS)['revoke_now'][number], Word<typeof words.revokeReasonSchema>>;
  temporaryCodeReasons: Same<TemporaryCodeReason, Word<typeof words.temporaryCodeReasonSchema>>;
  unlockReasons: Same<UnlockReason, Word<typeof words.unlockReasonSchema>>;
  identityChecks: Same<IdentityCheck, Word<typeof words.identityCheckSchema>>;
  approvalKinds: Same<ApprovalKind, Word<typeof words.approvalKindSchema>>;
  approvalStates: Same<ApprovalState, Word<typeof approvalStateSchema>>;
  approvalBlocks: Same<ApprovalBlock, Word<typeof words.approvalBlockSchema>>;
  approvalTurns: Same<ApprovalTurn, contract.Approval['turn']>;
  noticeKinds: Same<NoticeKind, Word<typeof words.noticeKindSchema>>;
  alertKinds: Same<AlertKind, Word<typeof words.alertKindSchema>>;
  dateOrders: Same<DateOrder, Word<typeof words.dateOrderSchema>>;
  outcomes: Same<Outcome, Word<typeof words.outcomeSchema>>;
  importFields: Same<ImportField, contract.ImportField>;
  importedColumns: Same<ImportedColumn, contract.ImportedColumn>;
  clientFields: Same<ClientField, contract.ClientField>;
  clientFacts: Same<ClientFact, contract.ClientFact>;
  importStates: Same<ImportState, Answer<contract.ImportState>>;
  clientTypes: Same<ClientType, Word<typeof clientTypeSchema>>;
  clientStatuses: Same<ClientStatus, Word<typeof clientStatusSchema>>;
  clientColumns: Same<ClientColumn, Word<typeof clientColumnSchema>>;
  userColumns: Same<UserColumn, Word<typeof userColumnSchema>>;
  signedOutReasons: Same<SignedOutReason | null, ScreenNamed<'sign_in'>['because']>;
  endedSessions: Same<EndedSession['why'], NonNullable<ScreenNamed<'sign_in'>['ended']>['why']>;
  lockReasons: Same<LockReason, ScreenNamed<'locked'>['because']>;
  keyProtections: Same<KeyProtection, contract.AppState['keyProtection']>;
}>;
