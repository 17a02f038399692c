// Settings as the form holds them: showing them changes nothing, and a change by somebody else loses no typed text.
import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { contract, type Settings } from '../../../preload/contract/index.ts';
import { describeChanges, fromSettings, mergeSettings, toSettings } from '../../../renderer/settings/typed-settings.ts';
import { changedKeys, mergeTyped } from '../../../renderer/ui/fields/merge-typed.ts';

const settings: Settings = {
  firmName: 'Ashworth & Partners',
  firmPhone: '',
  signInPlace: '',
  isSetupCodeRequired: true,
  setupCodeMinutes: 1440,
  maxFailures: 20,
  isSecondApproverRequired: true,
  tieDays: 7,
  backupDays: 7,
  reviewMonths: 0,
  idleLockMinutes: 10,
  workDays: [1, 2, 3, 4, 5],
  workFrom: 420,
  workUntil: 1140,
  dateOrder: 'day_first',
};

test('settings that are shown and saved untouched do not change', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 10, max: 10_080 }),
      fc.integer({ min: 6, max: 20 }),
      (setupCodeMinutes, maxFailures) => {
        expect(toSettings(fromSettings({ ...settings, setupCodeMinutes, maxFailures }))).toEqual({
          ...settings,
          setupCodeMinutes,
          maxFailures,
        });
      },
    ),
  );
});

test('a decimal comma is accepted, and an empty field is not zero', () => {
  const typed = fromSettings(settings);
  expect(toSettings({ ...typed, lifetime: '1,5', lifetimeUnit: 'hours' }).setupCodeMinutes).toBe(90);
  expect(toSettings({ ...typed, lifetime: ' ' }).setupCodeMinutes).toBeNaN();
  expect(toSettings({ ...typed, maxFailures: 'six' }).maxFailures).toBeNaN();
});

test.each([
  ['99:00', '19:00', 'workFrom', 'Enter a time like 07:30, at most 24:00.'],
  ['24:00', '24:00', 'workFrom', 'Enter a time before 24:00.'],
  ['07:61', '19:00', 'workFrom', 'Enter a time like 07:30.'],
  ['07:00', '99:00', 'workUntil', 'Enter a time like 07:30, at most 24:00.'],
  ['19:00', '07:00', 'workUntil', 'The end must be after the start.'],
])('working hours from %s until %s are refused with a sentence of their own', (workFrom, workUntil, field, sentence) => {
  const typed = { ...fromSettings(settings), workFrom, workUntil };
  // The form goes to main as JSON, which has no NaN.
  const input: unknown = JSON.parse(JSON.stringify({ version: 1, settings: toSettings(typed), code: '' }));
  const parsed = v.safeParse(contract['settings.save'].input, input);
  const problem = parsed.issues?.find((issue) => v.getDotPath(issue) === `settings.${field}`);
  expect(problem?.message).toBe(sentence);
});

test('a typed lifetime keeps its unit when somebody else changes the lifetime too', () => {
  const base = fromSettings(settings);
  const typed = { ...base, lifetime: '3' };
  const theirs = fromSettings({ ...settings, firmName: 'Ashworth & Daughters', setupCodeMinutes: 720 });
  expect(mergeSettings(base, typed, theirs)).toEqual({ ...theirs, lifetime: '3', lifetimeUnit: 'days' });
  expect(describeChanges(base, theirs)).toEqual([
    { label: 'Firm name', was: 'Ashworth & Partners', now: 'Ashworth & Daughters' },
    { label: 'Time to set up', was: '24 hours', now: '12 hours' },
  ]);
});

test('for every key, a typed value stays and an untouched value follows the new version', () => {
  const text = fc.constantFrom('a', 'b', 'c');
  const form = fc.record({ one: text, two: text, three: text });
  fc.assert(
    fc.property(form, form, form, (base, typed, theirs) => {
      const merged = mergeTyped(base, typed, theirs);
      const touched = changedKeys(base, typed);
      for (const key of ['one', 'two', 'three'] as const)
        expect(merged[key]).toBe(touched.includes(key) ? typed[key] : theirs[key]);
    }),
  );
});
