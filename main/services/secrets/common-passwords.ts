// The list of common passwords: the "passwords" dictionary of zxcvbn, about 49,000 entries. The set is built on first
// use.
import { dictionary } from '@zxcvbn-ts/language-common';

let common: ReadonlySet<string> | undefined;

export function isCommonPassword(text: string): boolean {
  common ??= new Set(dictionary['passwords-common'] as readonly string[]);
  return common.has(text);
}
