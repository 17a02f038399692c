import { DatabaseProblem, type ProblemKind } from '../../main/storage/engine/database-problem.ts';

/** @returns the kind of the problem that the work ends with. Other errors are thrown. */
export function problemIn(work: () => unknown): ProblemKind | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof DatabaseProblem) return error.kind;
    throw error;
  }
  return undefined;
}
