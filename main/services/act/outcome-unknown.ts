import { Refusal } from '../../domain/refusal.ts';
import { DatabaseProblem } from '../../storage/engine/database-problem.ts';

/** Whether what failed may stand all the same: PostgreSQL, or its standby, has not said. Its repetition finds out. */
export const isOutcomeUnknown = (error: unknown): boolean =>
  (error instanceof DatabaseProblem && error.kind === 'disconnected') ||
  (error instanceof Refusal && error.reason.code === 'not_on_standby');
