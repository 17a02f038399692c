// Shows a refusal of main as a sentence. It shows nothing when every problem belongs to a field, which shows its own.
import type { Failure } from '../../preload/contract/index.ts';
import { Banner } from '../ui/banner.tsx';
import { failureSentence } from '../words/failure-words.ts';

export function FailureBanner({ failure }: { readonly failure: Failure | undefined }) {
  if (failure === undefined || (failure.code === 'bad_input' && failure.fields.every((field) => field.field !== '')))
    return null;
  return <Banner tone="danger">{failureSentence(failure)}</Banner>;
}
