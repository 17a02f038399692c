// Replaces the prerendered sign-in page by the live page, which looks the same. Typed text, the focus and the last
// pressed button (kept by boot.ts) carry over. React's own hydration is not used, because it needs the same markup on
// both sides: the prerendered page knows neither the firm's name nor which page is due. React would also lose a press
// that came before its script.

/** @param render renders the live page before it returns. */
export function hydrate(root: HTMLElement, render: () => void): void {
  const findControls = (): readonly HTMLElement[] => [...root.querySelectorAll<HTMLElement>('input, button')];
  const before = findControls();
  const typed = before.map((control) => (control instanceof HTMLInputElement ? control.value : ''));
  const focused = before.indexOf(document.activeElement as HTMLElement);
  const pressed = Number(root.dataset['pressed'] ?? -1);
  delete root.dataset['prerendered'];
  delete root.dataset['pressed'];
  render();
  const after = findControls();
  // Another page is due, so the typed text does not belong there.
  if (after.length !== before.length) return;
  for (const [i, control] of after.entries())
    if (control instanceof HTMLInputElement && typed[i] !== '') type(control, typed[i] ?? '');
  after[focused]?.focus();
  root.querySelectorAll('button')[pressed]?.click();
}

/** Sets the text as typing does, so that React hears of it. */
function type(input: HTMLInputElement, text: string): void {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, text);
  input.dispatchEvent(new Event('input', { bubbles: true }));
}
