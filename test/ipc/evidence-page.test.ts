// The page of an evidence pack, as far as it runs without a browser: what it says of a whole pack. The rest of it is in
// test/e2e/evidence.test.ts.
import { createContext, runInContext } from 'node:vm';
import { beforeEach, expect, test } from 'vitest';
import { type Pack, unpack } from '../support/evidence-pack.ts';
import { type Scene, setScene, WINDOW } from './scenes.ts';

/** Less than the records of the scene have, and more than each line of them. */
const LONGEST_TEXT = 4096;

class ShortTextDecoder extends TextDecoder {
  override decode(bytes?: Uint8Array): string {
    if ((bytes?.length ?? 0) > LONGEST_TEXT) throw new TypeError('a text of such a length');
    return super.decode(bytes);
  }
}

let scene: Scene;
let pack: Pack;
beforeEach(async () => {
  scene = await setScene();
  await scene.open.signIn(WINDOW, scene.admin);
  for (let i = 0; i < 8; i++)
    await scene.open.ask(WINDOW, 'clients.add', { name: `Client ${i}`, type: 'company', accountingSoftware: '' });
  const code = scene.fixture.nextCode(scene.admin);
  const order = { from: null, until: null, email: '', code };
  const { evidenceId } = await scene.open.ask(WINDOW, 'evidence.begin', order);
  await scene.open.ask(WINDOW, 'evidence.save', { evidenceId, suggestedName: 'evidence-pack' });
  pack = unpack(Buffer.from(scene.open.saved.at(-1)?.text ?? '', 'base64'));
});

/** What the page says of this pack. */
async function look(seen: Pack, paper = '', fingerprint = '') {
  const [, script = ''] = /<script>(.*)<\/script>/s.exec(String(pack['verify.html'])) ?? [];
  const elements = new Map<string, Element>();
  const page = createContext({
    chosen: new Map(Object.entries(seen).map(([name, bytes]) => [name, new Uint8Array(bytes)])),
    document: {
      getElementById(id: string) {
        const known = elements.get(id) ?? makeElement({ printed: paper, fingerprint }[id] ?? '');
        elements.set(id, known);
        return known;
      },
      createElement: () => makeElement(''),
    },
    crypto,
    DOMException,
    TextDecoder: ShortTextDecoder,
    TextEncoder,
    Uint8Array,
    atob,
  });
  await runInContext(`${script}\nfiles = chosen;\nshow();`, page);
  return {
    verdict: elements.get('result')?.dataset.verdict,
    found: (elements.get('findings')?.children ?? []).map(({ textContent }) => textContent),
    paper: elements.get('paper')?.textContent,
    key: elements.get('key')?.textContent,
  };
}

interface Element {
  readonly value: string;
  textContent: string;
  children: readonly Element[];
  readonly dataset: { verdict?: string };
  replaceChildren(...children: readonly Element[]): void;
  addEventListener(): void;
}

function makeElement(value: string): Element {
  const element: Element = {
    value,
    textContent: '',
    children: [],
    dataset: {},
    replaceChildren(...children) {
      element.children = children;
    },
    addEventListener: () => undefined,
  };
  return element;
}

test('records that are longer than any text of the browser are read line by line', async () => {
  expect(pack['records.jsonl']?.length).toBeGreaterThan(LONGEST_TEXT);
  expect(pack['records.csv']?.length).toBeGreaterThan(LONGEST_TEXT / 2);
  expect(await look(pack)).toMatchObject({ verdict: 'good', found: [] });
});

test('a byte that is no text is said, and the records behind it are missed', async () => {
  const bytes = Buffer.from(pack['records.jsonl'] ?? []);
  bytes[bytes.indexOf(10) + 5] = 0xff;
  const { found } = await look({ ...pack, 'records.jsonl': bytes });
  expect(found).toContain('records.jsonl: is no text.');
  expect(found).toContain(`records.jsonl: holds 1 records, and pack.json says ${scene.fixture.activity().length - 1}.`);
  expect(found).toContain('records.csv: does not hold the records of records.jsonl.');
});

test('paper with a record behind the end of the pack is no proof that the pack was altered', async () => {
  const { printed } = await scene.open.ask(WINDOW, 'activity.getHead', {});
  const letters = printed.replace(/^.* · /, '');
  expect(await look(pack, `9,999 · ${letters}`)).toMatchObject({
    verdict: 'unsure',
    found: [],
    paper: expect.stringContaining('there is no record 9999'),
  });
});

test('a fingerprint that is typed in part is no other key, and a whole one is compared', async () => {
  const { fingerprint } = await scene.open.ask(WINDOW, 'activity.getHead', {});
  expect(await look(pack, '', fingerprint)).toMatchObject({ verdict: 'good', found: [], key: '' });
  expect(await look(pack, '', fingerprint.slice(0, 11))).toMatchObject({
    verdict: 'good',
    found: [],
    key: 'The fingerprint is not whole yet: 9 of 40 digits.',
  });
  const other = fingerprint.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
  expect(await look(pack, '', other)).toMatchObject({
    verdict: 'bad',
    found: ['firm-key.pem: is another key: its fingerprint is not the one that you have entered.'],
  });
});
