// Puts the living page in the place of the first picture, which shows the same. Nothing that somebody did meanwhile is lost:
// what was typed, where the focus is, and the last button that was pressed (boot.ts).

/** @param draw the living page, before it returns. */
export function takeOver(root: HTMLElement, draw: () => void): void {
  const controls = (): readonly HTMLElement[] => [...root.querySelectorAll<HTMLElement>('input, button')];
  const before = controls();
  const typed = before.map((control) => (control instanceof HTMLInputElement ? control.value : ''));
  const focused = before.indexOf(document.activeElement as HTMLElement);
  const pressed = Number(root.dataset['pressed'] ?? -1);
  delete root.dataset['firstPicture'];
  delete root.dataset['pressed'];
  draw();
  const after = controls();
  // Another page was due: what was typed was not meant for it.
  if (after.length !== before.length) return;
  for (const [i, control] of after.entries())
    if (control instanceof HTMLInputElement && typed[i] !== '') type(control, typed[i] ?? '');
  after[focused]?.focus();
  root.querySelectorAll('button')[pressed]?.click();
}

/** As a person does, so that React hears of it. */
function type(input: HTMLInputElement, text: string): void {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, text);
  input.dispatchEvent(new Event('input', { bubbles: true }));
}
