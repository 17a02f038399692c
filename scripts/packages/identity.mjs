// Who publishes Rekey and under which names: package.json is the one place. The packages, the installer, Help > About and
// the page "Is this package genuine?" read it from there.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../toolchain/processes.mjs';

/**
 * @typedef {object} Identity
 * @property {string} name
 * @property {string} productName
 * @property {string} version
 * @property {string} description
 * @property {string} homepage
 * @property {{ name: string, email: string }} author the maintainer in a deb and an rpm
 * @property {string} license
 * @property {{ appId: string, copyright: string, releaseKey: string }} publisher
 *   `appId` binds secrets in the key stores of macOS and names the bundle, so it must not change after the first release.
 *   `releaseKey` is the public key that signs SHA256SUMS, in the form of OpenSSH ("ssh-ed25519 AAAA..."); empty: there is none yet.
 */

/** @returns {Identity} */
export function readIdentity(folder = ROOT) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

/**
 * What still stands for something that the publisher has to decide. A release has none of these.
 * @param {Identity} identity
 * @param {string} licence the text of LICENSE
 * @returns {readonly string[]} a sentence each
 */
export function findPlaceholders(identity, licence) {
  const { homepage, author, license, publisher } = identity;
  /** @type {readonly (readonly [boolean, string])[]} */
  const open = [
    [isPlaceholder(homepage), `homepage is ${homepage}: give the address of the publisher.`],
    [isPlaceholder(author.email), `author.email is ${author.email}: give an address that somebody reads.`],
    [
      license === 'UNLICENSED',
      'license is UNLICENSED: name the licence ("SEE LICENSE IN LICENSE" for a text of your own).',
    ],
    [/PLACEHOLDER/.test(licence), 'LICENSE is a placeholder: put the terms there under which firms get Rekey.'],
    [publisher.releaseKey === '', 'publisher.releaseKey is empty: make a release key and put its public half there.'],
  ];
  return open.filter(([isOpen]) => isOpen).map(([, sentence]) => sentence);
}

/** RFC 2606 keeps the domain .invalid for names that lead nowhere. @param {string} text */
function isPlaceholder(text) {
  return text === '' || /\.invalid\b/.test(text);
}
