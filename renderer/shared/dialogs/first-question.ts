// Keys in the dialog of an action. The first question has the focus where an answer is required, else Cancel. Enter in
// a text field moves to the verb's button and never presses it.
import { type KeyboardEvent, type RefObject, useEffect } from 'react';

interface Parts {
  /** Holds the questions, once they are there. */
  readonly questions: RefObject<HTMLElement | null>;
  readonly cancel: RefObject<HTMLElement | null>;
  readonly areQuestionsThere: boolean;
}

/** @returns the element that has the focus at first, for the `initialFocus` of a dialog. */
export function useFirstQuestion({ questions, cancel, areQuestionsThere }: Parts): () => HTMLElement | true {
  useEffect(() => {
    const { activeElement } = document;
    // The questions came after the dialog took the focus. A person who has moved on stays where they are.
    const isWaiting = activeElement === cancel.current || activeElement === document.body;
    if (areQuestionsThere && isWaiting) firstQuestion(questions.current)?.focus();
  }, [areQuestionsThere, questions, cancel]);
  return () => firstQuestion(questions.current) ?? cancel.current ?? true;
}

/** Of radio buttons, the chosen one. */
function firstQuestion(box: HTMLElement | null): HTMLElement | undefined {
  if (box?.querySelector('[aria-required="true"]') == null) return undefined;
  const [first, ...others] = box.querySelectorAll<HTMLInputElement>(':is(input, select, textarea):enabled');
  if (first?.type !== 'radio') return first;
  return others.find(({ name, checked }) => name === first.name && checked) ?? first;
}

/** Inputs in which Enter types nothing. */
const CHOICES: ReadonlySet<string> = new Set(['radio', 'checkbox']);

/** For `onKeyDown` of the form. */
export function goToVerb(event: KeyboardEvent<HTMLElement>, verb: HTMLElement | null): void {
  const { target } = event;
  if (event.key !== 'Enter' || event.defaultPrevented || event.nativeEvent.isComposing) return;
  if (!(target instanceof HTMLInputElement) || CHOICES.has(target.type)) return;
  // An open list takes Enter for itself.
  if (target.getAttribute('aria-expanded') === 'true') return;
  event.preventDefault();
  verb?.focus();
}
