// A row of buttons as one tab stop (the toolbar pattern of ARIA): Left and Right move between the buttons, Home and End
// to the first and the last.
import { type FocusEvent, type KeyboardEvent, useState } from 'react';

/** @param count how many buttons there are. */
export function useRoving(count: number) {
  const [stop, setStop] = useState(0);
  const buttonsIn = (row: Element) => [...row.querySelectorAll<HTMLElement>('button')];
  return {
    tabIndexOf: (index: number): 0 | -1 => (index === Math.min(stop, count - 1) ? 0 : -1),
    row: {
      onFocus({ currentTarget, target }: FocusEvent<HTMLElement>) {
        const index = buttonsIn(currentTarget).indexOf(target);
        if (index >= 0) setStop(index);
      },
      onKeyDown(event: KeyboardEvent<HTMLElement>) {
        const buttons = buttonsIn(event.currentTarget);
        const at = buttons.indexOf(event.target as HTMLElement);
        const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
        if (at < 0 || to === undefined) return;
        event.preventDefault();
        buttons[Math.max(0, Math.min(to, buttons.length - 1))]?.focus();
      },
    },
  };
}
