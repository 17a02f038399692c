// The parts of the page about data that cannot be opened: a form with one field, and a button with what it leads to. The page
// has no React, so that nothing large can fail there.
import type { Failure } from '../preload/contract/index.ts';
import { RequestFailed, rescue } from './bridge.ts';
import { failureSentence } from './words/failure-words.ts';
import { isolate } from './words/isolate.ts';

function sentenceOf(failure: Failure): string {
  switch (failure.code) {
    case 'bad_input':
      return failure.fields[0]?.message ?? failureSentence(failure);
    case 'file_not_saved':
      return 'The copy could not be saved there: the disk is full, or you may not write to it. Nothing half done is left. Choose another folder.';
    default:
      return failureSentence(failure);
  }
}

/** What to say about a request that failed. */
export const problemSentence = (error: unknown): string =>
  error instanceof RequestFailed ? sentenceOf(error.failure) : 'It did not work.';

export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  text = '',
  className = '',
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  made.textContent = text;
  if (className !== '') made.className = className;
  return made;
}

/** A button that says below itself what came of it. A second click while it works does nothing. */
export function addButton(parent: HTMLElement, verb: string, work: () => Promise<string>): HTMLButtonElement {
  const button = element('button', verb);
  const said = element('p');
  button.type = 'button';
  said.setAttribute('role', 'status');
  button.addEventListener('click', () => {
    if (button.ariaBusy === 'true') return;
    button.ariaBusy = 'true';
    said.textContent = '';
    work()
      .catch(problemSentence)
      .then((sentence) => {
        said.textContent = sentence;
        button.ariaBusy = 'false';
      });
  });
  parent.append(button, said);
  return button;
}

/** A form with one field and one button. What comes out of it is said below the button. */
export function addForm(
  parent: HTMLElement,
  words: { readonly label: string; readonly hint: string; readonly verb: string },
  send: (typed: string) => Promise<string>,
): { readonly focus: () => void } {
  const form = element('form');
  const label = element('label', words.label);
  const input = element('input');
  const hint = element('p', words.hint, 'hint');
  const button = element('button', words.verb);
  const said = element('p');
  input.id = `typed-${document.querySelectorAll('input').length}`;
  input.autocomplete = 'off';
  input.spellcheck = false;
  label.htmlFor = input.id;
  said.setAttribute('role', 'status');
  form.append(label, input, hint, button, said);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (button.ariaBusy === 'true') return;
    button.ariaBusy = 'true';
    said.textContent = 'Checking';
    send(input.value)
      .catch(problemSentence)
      .then((sentence) => {
        said.textContent = sentence;
        button.ariaBusy = 'false';
      });
  });
  parent.append(form);
  return { focus: () => input.focus() };
}

/** A button that asks for a file, and what follows below it. */
export function addChoice(
  parent: HTMLElement,
  verb: string,
  then: (fileName: string, place: HTMLElement) => void,
): void {
  const place = element('div', '', 'card');
  addButton(parent, verb, async () => {
    const { fileName } = await rescue('rescue.chooseBackup', {});
    if (fileName !== null) {
      place.replaceChildren();
      then(fileName, place);
    }
    return '';
  });
  parent.append(place);
}

/** @param fileName undefined where it stands above. */
export const passphraseOf = (fileName: string | undefined, verb: string) => ({
  label: 'Passphrase',
  hint:
    fileName === undefined
      ? 'The one that was chosen for this backup.'
      : `The one of the backup “${isolate(fileName)}”.`,
  verb,
});
