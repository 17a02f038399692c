// Says that rows of a list cannot be shown, above the section in view.
import { useEffect } from 'react';
import { forgetLeftOut, useLeftOut } from '../left-out.ts';
import { Banner } from '../ui/banner.tsx';
import { Live } from '../ui/live.tsx';
import { leftOutSentence } from '../words/left-out-words.ts';

export function LeftOutRows() {
  const lists = useLeftOut((state) => state.lists);
  // The next person who signs in reads the lists again.
  useEffect(() => forgetLeftOut, []);
  return (
    <Live>
      {lists.map(({ name, leftOut }) => (
        <Banner key={name} tone="attention">
          {leftOutSentence(name, leftOut)}
        </Banner>
      ))}
    </Live>
  );
}
