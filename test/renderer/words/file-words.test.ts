import { expect, test } from 'vitest';
import { fileWords } from '../../../renderer/words/file-words.ts';

test.each([
  ['Harbour & Finch', 'harbour-finch'],
  ['  Müller, Söhne GmbH. ', 'muller-sohne-gmbh'],
  ['会計事務所', ''],
  [`${'x'.repeat(39)} y`, 'x'.repeat(39)],
])('%j in the name of a file is %j', (name, words) => expect(fileWords(name)).toBe(words));
