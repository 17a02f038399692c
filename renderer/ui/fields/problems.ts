// Problems that fields show. The first field with one takes the focus, and its problem comes into view.
import { type RefObject, useEffect } from 'react';

/** Goes on the element with the sentence of a problem. */
export const PROBLEM = { 'data-problem': true } as const;

const formAround = (element: Element): Element => element.closest('form, [role="dialog"], main') ?? document.body;

/** The sentences that can be read in the dialog or on the page around an element. */
export function problemsAround(element: Element): readonly string[] {
  const page = element.closest('[role="dialog"], dialog, main') ?? document.body;
  return [...page.querySelectorAll<HTMLElement>('[data-problem]')]
    .filter((problem) => problem.checkVisibility())
    .map((problem) => problem.innerText);
}

/** The effect runs for a new problem only: typing must not move the focus again. */
export function useFocusOnProblem(ref: RefObject<HTMLElement | null>, problem: string | undefined): void {
  useEffect(() => {
    const field = ref.current;
    if (problem === undefined || field === null) return;
    if (formAround(field).querySelector('[aria-invalid="true"]') !== field) return;
    if (field.role !== 'radiogroup') field.focus();
    else (field.querySelector<HTMLElement>(':checked') ?? field.querySelector<HTMLElement>(':enabled'))?.focus();
    const [sentence = ''] = field.getAttribute('aria-describedby')?.split(' ') ?? [];
    document.getElementById(sentence)?.scrollIntoView({ block: 'nearest' });
  }, [ref, problem]);
}
