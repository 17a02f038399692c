// A computer's clock that Rekey does not follow, or that is behind: what it means, until when, and whom to ask.
import { useAppStore } from '../state.ts';
import { Banner } from '../ui/banner.tsx';
import { clockSentences } from '../words/clock-words.ts';

export function ClockNotice() {
  const clock = useAppStore((state) => state.app?.clock);
  if (clock === undefined || clock === null) return null;
  return <Banner tone="attention">{clockSentences(clock)}</Banner>;
}
