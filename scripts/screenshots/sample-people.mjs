// People of the sample firm, and what only main knows about them.

export const ADMIN = 'margaret.ashworth@harbourfinch.example';

export const OTHER_ADMIN = 'daniel.kowalska@harbourfinch.example';

export const PASSWORD = 'plum-anchor-sixty-reeds';

export const CLIENT = 'Beacon Street Dental';

export const LOST = { name: 'Tomasz Moreau', search: 'tomasz moreau' };

export async function ask(page, name, input) {
  const answer = await page.evaluate(
    async ([n, i]) => JSON.parse(await window.rekey.request(n, JSON.stringify(i))),
    [name, input],
  );
  if (!answer.ok) throw new Error(`${name} was refused: ${JSON.stringify(answer.failure)}`);
  return answer.value;
}

/** A sample person's code of now; waits for the next one when it was used already. */
export async function codeOf(page, email) {
  for (;;) {
    const { people } = await ask(page, 'sample.listPeople', { search: email });
    const person = people.find((each) => each.email === email);
    if (person === undefined || person.code === null) throw new Error(`${email} has no authenticator app`);
    if (!person.isUsed) return person.code;
    await page.waitForTimeout(500);
  }
}

/** The code that the authenticator app would show that is being set up now. */
export const pendingCode = async (page) => (await ask(page, 'sample.listPeople', { search: '' })).pendingCode;

export const emailOf = async (page, name) => (await ask(page, 'sample.listPeople', { search: name })).people[0].email;
