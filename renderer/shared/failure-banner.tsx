// Shows a refusal of main as a sentence, and announces it. It shows nothing when every problem belongs to a field, which
// shows its own. Render it before there is a failure, too: the live region stands first.
import type { Failure } from '../../preload/contract/index.ts';
import { Banner } from '../ui/banner.tsx';
import { Live } from '../ui/live.tsx';
import { failureSentence } from '../words/failure-words.ts';

export function FailureBanner({ failure }: { readonly failure: Failure | undefined }) {
  const isAtField = failure?.code === 'bad_input' && failure.fields.every((field) => field.field !== '');
  return (
    <Live isUrgent>
      {failure !== undefined && !isAtField && <Banner tone="danger">{failureSentence(failure)}</Banner>}
    </Live>
  );
}
