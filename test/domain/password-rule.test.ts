// The password rule: long, not common, not the person's own data. There are no composition rules.
import { describe, expect, test } from 'vitest';
import { decidePassword } from '../../main/domain/password-rule.ts';
import { isCommonPassword } from '../../main/services/secrets/common-passwords.ts';

const ABOUT = ['Quill & Partners', 'Margaret', 'Whitcombe', 'mw@quillpartners.example'];
const decide = (password: string) => decidePassword(password, ABOUT, isCommonPassword);

describe('accepted', () => {
  test.each([
    'seven-lamps-over-water',
    'grüne wolken am morgen',
    'correct horse battery staple',
    '   spaces count too   ',
    '🐢🪴🎻🚲🌙🧵🗻🍐🪁🎲🧭🛶',
    'only lower case letters',
  ])('%j', (password) => {
    expect(decide(password)).toBeUndefined();
  });
  test('12 and 128 characters', () => {
    expect(decide('vqmzkt-wrhpd')).toBeUndefined();
    expect(decide('vqmzkt-wrhpd '.repeat(10).slice(0, 128))).toBeUndefined();
  });
  test('a long password that contains a name', () => {
    expect(decide('margaret eats seven pears')).toBeUndefined();
  });
});

describe('refused', () => {
  test.each(['', 'short', 'vqmzkt-wrhp', '🐢🪴🎻🚲🌙🧵🗻🍐🪁🎲🧭'])('%j is too short', (password) =>
    expect(decide(password)).toBe('too_short'));
  test('129 characters are too long', () => expect(decide('vqmzkt-wrhpd '.repeat(10).slice(0, 129))).toBe('too_long'));
  test.each([
    'passwordpassword',
    'Password1234',
    'PASSWORD!!!!',
    'qwertyuiopas',
    '123456789012',
    '098765432109',
    'aaaaaaaaaaaaaaaa',
    'abcabcabcabc',
    'abcdefghijklmnop',
    'password2026!',
  ])('%j is common', (password) => {
    expect(decide(password)).toBe('common');
  });
  test.each([
    'margaretwhitcombe',
    'Margaret.Whitcombe',
    'Whitcombe-123',
    'quill & partners',
    'QuillPartners1',
    'mw@quillpartners.example',
  ])('%j is about the person', (password) => {
    expect(decide(password)).toBe('about_you');
  });
});
