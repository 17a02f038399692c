// The ways out on the page about data that cannot be opened: the recovery kit or a backup opens the data where the key store
// has lost the key, and a backup takes the place of data that is damaged or gone.
import type { RescueOutput } from '../preload/contract/rescue.ts';
import { rescue } from './bridge.ts';
import { addChoice, addForm, passphraseOf } from './problem-form.ts';
import { addRestore } from './problem-restore.ts';

const SEARCH_WORDS: Readonly<Record<RescueOutput<'rescue.openWithKit'>['search'], string>> = {
  found: 'It opens. Rekey goes on to the sign-in page.',
  bad_code: 'A recovery kit has 32 letters and digits, in eight groups.',
  wrong_code: 'This code does not open the data. Check it. A kit that was replaced no longer opens anything.',
  no_kit: 'This firm’s recovery kit is from an earlier Rekey and does not hold the key. Use a backup.',
  other_firm: 'It holds the key of another firm, so it does not open this data.',
};

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

/** Kinds of problem with a way out. */
export function addWaysOut(parent: HTMLElement, kind: string): void {
  if (kind === 'key_missing' || kind === 'key_unreadable') addKeyWays(parent);
  if (['damaged', 'altered', 'missing'].includes(kind)) void addRestore(parent, kind !== 'missing');
}
