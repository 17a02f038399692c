// The ways out on the page about data that cannot be opened: the recovery kit or a backup opens the data where the key store
// has lost the key, and a backup takes the place of data that is damaged or gone.
import type { Failure } from '../preload/contract/index.ts';
import type { RescueOutput } from '../preload/contract/rescue.ts';
import { RequestFailed, rescue } from './bridge.ts';
import { failureSentence } from './words/failure-words.ts';
import { exactTime } from './words/time-words.ts';
import { plural } from './words/user-words.ts';

const SEARCH_WORDS: Readonly<Record<RescueOutput<'rescue.openWithKit'>['search'], string>> = {
  found: 'It opens. Rekey goes on to the sign-in page.',
  bad_code: 'A recovery kit has 32 letters and digits, in eight groups.',
  wrong_code: 'This code does not open the data. Check it. A kit that was replaced no longer opens anything.',
  no_kit: 'This firm’s recovery kit is from an earlier Rekey and does not hold the key. Use a backup.',
  other_firm: 'It holds the key of another firm, so it does not open this data.',
};

const sentenceOf = (failure: Failure): string =>
  failure.code === 'bad_input' ? (failure.fields[0]?.message ?? failureSentence(failure)) : failureSentence(failure);

/** A form with one field and one button. What comes out of it is said below the button. */
function addForm(
  parent: HTMLElement,
  words: { readonly label: string; readonly hint: string; readonly verb: string },
  send: (typed: string) => Promise<string>,
): { readonly focus: () => void } {
  const form = document.createElement('form');
  const label = document.createElement('label');
  const input = document.createElement('input');
  const hint = document.createElement('p');
  const button = document.createElement('button');
  const said = document.createElement('p');
  input.id = `typed-${document.querySelectorAll('input').length}`;
  input.autocomplete = 'off';
  input.spellcheck = false;
  label.htmlFor = input.id;
  label.textContent = words.label;
  hint.textContent = words.hint;
  hint.className = 'hint';
  button.textContent = words.verb;
  said.setAttribute('role', 'status');
  form.append(label, input, hint, button, said);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (button.ariaBusy === 'true') return;
    button.ariaBusy = 'true';
    said.textContent = 'Checking';
    send(input.value)
      .catch((error: unknown) => (error instanceof RequestFailed ? sentenceOf(error.failure) : 'It did not work.'))
      .then((sentence) => {
        said.textContent = sentence;
        button.ariaBusy = 'false';
      });
  });
  parent.append(form);
  return { focus: () => input.focus() };
}

function addChoice(parent: HTMLElement, verb: string, then: (fileName: string, place: HTMLElement) => void): void {
  const button = document.createElement('button');
  const place = document.createElement('div');
  button.type = 'button';
  button.textContent = verb;
  button.addEventListener('click', () => {
    rescue('rescue.chooseBackup', {})
      .then(({ fileName }) => {
        if (fileName === null) return;
        place.replaceChildren();
        then(fileName, place);
      })
      .catch(() => undefined);
  });
  parent.append(button, place);
}

const passphraseOf = (fileName: string, verb: string) => ({
  label: 'Passphrase',
  hint: `The one of the backup “${fileName}”.`,
  verb,
});

function addKeyWays(parent: HTMLElement): void {
  addForm(
    parent,
    {
      label: 'Recovery kit code',
      hint: 'Eight groups of four, from the paper that the firm keeps. It stays valid, and signs nobody in.',
      verb: 'Open',
    },
    async (code) => SEARCH_WORDS[(await rescue('rescue.openWithKit', { code })).search],
  );
  addChoice(parent, 'Open with a backup', (fileName, place) => {
    addForm(
      place,
      passphraseOf(fileName, 'Open'),
      async (passphrase) => SEARCH_WORDS[(await rescue('rescue.openWithBackup', { passphrase })).search],
    ).focus();
  });
}

function addRestore(parent: HTMLElement): void {
  addChoice(parent, 'Restore from a backup', (fileName, place) => {
    const heading = document.createElement('h3');
    heading.textContent = 'Restore from a backup';
    place.append(heading);
    addForm(place, passphraseOf(fileName, 'Restore'), async (passphrase) => {
      const facts = await rescue('rescue.readBackup', { passphrase });
      const restore = document.createElement('button');
      const said = document.createElement('p');
      said.setAttribute('role', 'status');
      said.textContent = factsSentence(facts);
      restore.type = 'button';
      restore.textContent = 'Restore';
      restore.addEventListener('click', () => {
        restore.ariaBusy = 'true';
        rescue('rescue.restore', {}).catch((error: unknown) => {
          restore.ariaBusy = 'false';
          said.textContent = error instanceof RequestFailed ? sentenceOf(error.failure) : 'It did not work.';
        });
      });
      place.replaceChildren(heading, said, restore);
      restore.focus();
      return '';
    }).focus();
  });
}

function factsSentence({ firm, madeAt, people, records, recordsLost }: RescueOutput<'rescue.readBackup'>): string {
  const lost =
    recordsLost === null
      ? 'This computer does not know how much was done after it.'
      : recordsLost === 0
        ? 'Nothing is on record here that the backup does not have.'
        : `${plural(recordsLost, 'record that came after it is', 'records that came after it are')} lost.`;
  return `The backup of ${firm}, made on ${exactTime(madeAt)}: ${plural(people, 'person', 'people')}, ${plural(records, 'activity record', 'activity records')}. ${lost} It takes the place of the data that cannot be opened, which stays beside it until somebody signs in.`;
}

/** Kinds of problem with a way out. */
export function addWaysOut(parent: HTMLElement, kind: string): void {
  if (kind === 'key_missing' || kind === 'key_unreadable') addKeyWays(parent);
  if (['damaged', 'altered', 'missing'].includes(kind)) addRestore(parent);
}
