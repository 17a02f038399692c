// The first script of sign-in.html, a few lines: what draws the living page is read and run when the first picture is on the
// screen. Until then the last button that was pressed is kept for it; take-over.ts presses it.
const root = document.querySelector<HTMLElement>('#root[data-first-picture]');

const press = (event: Event): void => {
  if (root === null) return;
  if (root.dataset['firstPicture'] === undefined) {
    root.removeEventListener('click', press, { capture: true });
    return;
  }
  const button = event.target instanceof Element ? event.target.closest('button') : null;
  if (button === null) return;
  // Also of the Enter key in a field, which presses the form's button: the form itself goes nowhere.
  event.preventDefault();
  root.dataset['pressed'] = String([...root.querySelectorAll('button')].indexOf(button));
};
root?.addEventListener('click', press, { capture: true });
// Whoever types on did not mean what stood there when they pressed.
root?.addEventListener('input', () => delete root.dataset['pressed']);

/** A window that is not drawn paints nothing. */
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
