// The first script of sign-in.html. It loads the application after the prerendered page is painted. Until then it keeps
// the last pressed button, and hydrate.ts presses it.
const root = document.querySelector<HTMLElement>('#root[data-prerendered]');

const press = (event: Event): void => {
  if (root === null) return;
  if (root.dataset['prerendered'] === undefined) {
    root.removeEventListener('click', press, { capture: true });
    return;
  }
  const button = event.target instanceof Element ? event.target.closest('button') : null;
  if (button === null) return;
  // The Enter key in a field clicks the form's button too. The form itself must not be submitted.
  event.preventDefault();
  root.dataset['pressed'] = String([...root.querySelectorAll('button')].indexOf(button));
};
root?.addEventListener('click', press, { capture: true });
// Typing after a press takes the press back: it was meant for the earlier text.
root?.addEventListener('input', () => delete root.dataset['pressed']);

/** A hidden window paints nothing, so the application does not wait longer than this. */
const AT_LATEST_MS = 1000;
let isStarted = false;
function startApplication(): void {
  if (isStarted) return;
  isStarted = true;
  const { href } = document.querySelector<HTMLLinkElement>('link[rel="modulepreload"][data-application]') ?? {};
  if (href !== undefined) void import(/* @vite-ignore */ href);
}
new PerformanceObserver((entries) => {
  if (entries.getEntriesByName('first-contentful-paint').length > 0) startApplication();
}).observe({ type: 'paint', buffered: true });
setTimeout(startApplication, AT_LATEST_MS);

export {};
