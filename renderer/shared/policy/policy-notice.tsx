// A policy file that cannot be used: why, what Rekey does then, and who can help.
import type { PolicyProblem } from '../../../preload/contract/index.ts';
import { policyProblemWords } from '../../../preload/tables/policy-words.ts';
import { Banner } from '../../ui/banner.tsx';
import { usePolicy } from './policy-store.ts';

export const SET_BY_IT = 'Your IT has set this.';

/** On a page that people see before they sign in. */
export function PolicyNotice() {
  const policy = usePolicy((state) => state.policy);
  return policy?.problem == null ? null : <BrokenPolicy problem={policy.problem} where="on this computer" />;
}

export function BrokenPolicy({ problem, where }: { readonly problem: PolicyProblem; readonly where: string }) {
  return (
    <Banner tone="attention">
      The policy file of your IT {where} cannot be used: {policyProblemWords(problem)}. Until it is corrected and Rekey
      is started again, windows lock after 10 minutes at most and there is no sample data. On the computer with the
      firm’s data, nobody switches the second approver off. Tell the person who looks after your computers.
    </Banner>
  );
}
