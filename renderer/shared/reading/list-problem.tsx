// Says why a list could not be read, and offers another try unless the role does not open the list.
import { toFailure } from '../../bridge.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import type { Pages } from '../../ui/table/page-source.ts';
import { failureSentence } from '../../words/failure-words.ts';

export function ListProblem({ error, reload }: Pick<Pages<unknown>, 'error' | 'reload'>) {
  const failure = toFailure(error);
  if (failure.code === 'forbidden') return <Banner tone="danger">Your role does not open this list.</Banner>;
  return (
    <>
      <Banner tone="danger">{failureSentence(failure)}</Banner>
      <Button onClick={reload}>Try again</Button>
    </>
  );
}
