// People of the sample firm, and what main knows about them.

/** @import { Page } from 'playwright-core' */
/** @import { InputOf, OutputOf, Reply, RequestName } from '../../preload/contract/index.ts' */

export const ADMIN = 'margaret.ashworth@harbourfinch.example';
export const OTHER_ADMIN = 'daniel.kowalska@harbourfinch.example';
export const PASSWORD = 'plum-anchor-sixty-reeds';
export const CLIENT = 'Beacon Street Dental';
export const LOST = { name: 'Tomasz Moreau', search: 'tomasz moreau' };

/**
 * Sends a request as the window does.
 * @template {RequestName} N
 * @param {Page} page
 * @param {N} name
 * @param {InputOf<N>} input
 * @returns {Promise<OutputOf<N>>}
 */
export async function ask(page, name, input) {
  const text = await page.evaluate(
    ([n, i]) => window.rekey.request(n, i),
    /** @type {const} */ ([name, toJson(input)]),
  );
  /** @type {Reply<N>} */
  const reply = JSON.parse(text);
  if (!reply.ok) throw new Error(`${name} was refused: ${JSON.stringify(reply.failure)}`);
  return reply.value;
}

/** @param {unknown} value */
const toJson = (value) => JSON.stringify(value);

/**
 * @param {Page} page
 * @param {string} search part of the name or the email
 */
async function findPerson(page, search) {
  const { people } = await ask(page, 'sample.listPeople', { search });
  const [person] = people;
  if (person === undefined) throw new Error(`the sample firm has no ${search}`);
  return person;
}

/**
 * The email of a sample person.
 * @param {Page} page
 * @param {string} name
 */
export const emailOf = async (page, name) => (await findPerson(page, name)).email;

/**
 * A sample person's current code. If the code is already used, it waits for the next one.
 * @param {Page} page
 * @param {string} email
 */
export async function codeOf(page, email) {
  for (;;) {
    const { code, isUsed } = await findPerson(page, email);
    if (code === null) throw new Error(`${email} has no authenticator app`);
    if (!isUsed) return code;
    await page.waitForTimeout(500);
  }
}

/**
 * The code of the authenticator app that is being set up.
 * @param {Page} page
 */
export async function pendingCode(page) {
  const { pendingCode: code } = await ask(page, 'sample.listPeople', { search: '' });
  if (code === null) throw new Error('no authenticator app is being set up');
  return code;
}
