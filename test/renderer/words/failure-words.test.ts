// What a refusal of typed input says: beside the fields, and in the banner for what no field shows.
import { expect, test } from 'vitest';
import { UNUSABLE_VALUE } from '../../../preload/channels.ts';
import type { Failure } from '../../../preload/contract/index.ts';
import { failureSentence, fieldSentence, withoutShown } from '../../../renderer/words/failure-words.ts';

const NOTE = { field: 'note', message: 'The note can have at most 500 characters.' };
const CODE = { field: 'code', message: 'Enter the 6 digits.' };
const refusal = (...fields: readonly { readonly field: string; readonly message: string }[]): Failure => ({
  code: 'bad_input',
  fields: [...fields],
});

test('what fields show is not said again', () => {
  expect(withoutShown(refusal(NOTE, CODE), [NOTE.message, CODE.message])).toBeUndefined();
  // A field of a person in a list stands beside the name.
  expect(withoutShown(refusal(NOTE), [`Ann Vance ${NOTE.message}`])).toBeUndefined();
});

test('what no field shows is said, and nothing else', () => {
  const failure = refusal(NOTE, CODE);
  expect(withoutShown(failure, [])).toBe(failure);
  expect(withoutShown(failure, [CODE.message])).toEqual(refusal(NOTE));
  expect(failureSentence(refusal(NOTE))).toBe(NOTE.message);
  expect(failureSentence(failure)).toBe(`${NOTE.message} ${CODE.message}`);
});

test('the same problem of several fields is said once', () => {
  expect(failureSentence(refusal(NOTE, { ...NOTE, field: 'reason' }))).toBe(NOTE.message);
});

test('a value without words of its own gets a sentence that needs no field beside it', () => {
  const sentence = failureSentence(refusal({ field: 'called', message: UNUSABLE_VALUE }));
  expect(sentence).not.toContain(UNUSABLE_VALUE);
  expect(sentence).toMatch(/^Something here .*Nothing was done\./);
  expect(fieldSentence(refusal({ field: 'called', message: UNUSABLE_VALUE }), 'called')).toBe(UNUSABLE_VALUE);
});

test('a refusal that is about no field is said whatever fields show', () => {
  const failure: Failure = { code: 'forbidden' };
  expect(withoutShown(failure, ['Your role does not allow this. The attempt was recorded.'])).toBe(failure);
});
