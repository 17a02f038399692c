// Expects a refusal and returns its code and facts. The test fails when the work is not refused.
import { Refusal, type RefusalReason } from '../../main/domain/refusal.ts';

const toReason = (error: unknown): RefusalReason => {
  if (error instanceof Refusal) return error.reason;
  throw error;
};

export function refusalOf(work: () => unknown): RefusalReason {
  try {
    work();
  } catch (error) {
    return toReason(error);
  }
  throw new Error('this should have been refused');
}

export async function refusalIn(work: Promise<unknown>): Promise<RefusalReason> {
  try {
    await work;
  } catch (error) {
    return toReason(error);
  }
  throw new Error('this should have been refused');
}
