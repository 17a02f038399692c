// Shows a refusal of main as a sentence, announces it and scrolls to it. A problem that a field shows is not said again: the
// field takes the focus (ui/fields/field.tsx). Render it before there is a failure, too: the live region stands first.
import { useLayoutEffect, useRef, useState } from 'react';
import type { Failure } from '../../preload/contract/index.ts';
import { Banner } from '../ui/banner.tsx';
import { problemsAround } from '../ui/fields/problems.ts';
import { Live } from '../ui/live.tsx';
import { failureSentence, withoutShown } from '../words/failure-words.ts';

export function FailureBanner({ failure }: { readonly failure: Failure | undefined }) {
  const region = useRef<HTMLDivElement>(null);
  const [rest, setRest] = useState<Failure>();
  // The fields around it have drawn their problems by now.
  useLayoutEffect(() => {
    setRest(failure && withoutShown(failure, region.current === null ? [] : problemsAround(region.current)));
  }, [failure]);
  return (
    <Live ref={region} isUrgent cause={rest === failure ? rest : undefined}>
      {failure !== undefined && rest !== undefined && <Banner tone="danger">{failureSentence(rest)}</Banner>}
    </Live>
  );
}
