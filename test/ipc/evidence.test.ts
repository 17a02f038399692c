// Evidence packs through the door: what is in one, who gets one, and that nothing of it is lost, doubled or secret.
import { beforeEach, expect, test } from 'vitest';
import { writePrintedNumber } from '../../main/domain/printed-number.ts';
import { PACK_FILES } from '../../main/services/evidence/pack-files.ts';
import { getHead } from '../../main/storage/tables/activity.ts';
import { getFirm } from '../../main/storage/tables/firm.ts';
import type { InputOf } from '../../preload/contract/index.ts';
import { editAsProgram } from '../support/accident.ts';
import { isPostgres } from '../support/engine.ts';
import { isSigned, linesOf, type Pack, unpack } from '../support/evidence-pack.ts';
import { MINUTE } from '../support/seeded.ts';
import { resetInput, type Scene, setScene, WINDOW } from './scenes.ts';

const ALL = { from: null, until: null, email: '' } as const;

let scene: Scene;
beforeEach(async () => {
  scene = await setScene();
  await scene.open.signIn(WINDOW, scene.admin);
});

async function begin(order: Partial<InputOf<'evidence.begin'>> = {}) {
  const code = scene.fixture.nextCode(scene.admin);
  return await scene.open.ask(WINDOW, 'evidence.begin', { ...ALL, code, ...order });
}

async function makePack(order: Partial<InputOf<'evidence.begin'>> = {}): Promise<Pack> {
  const { evidenceId } = await begin(order);
  const saved = await scene.open.ask(WINDOW, 'evidence.save', { evidenceId, suggestedName: 'evidence-pack' });
  expect(saved).toEqual({ file: { name: 'evidence-pack.zip', folder: '/home/ann' } });
  const file = scene.open.saved.at(-1);
  expect(file?.name).toBe('evidence-pack.zip');
  return unpack(Buffer.from(file?.text ?? '', 'base64'));
}

const recordsOf = (pack: Pack) => linesOf(pack, 'records.jsonl').map((line) => JSON.parse(line));
const lastActions = (): readonly string[] => scene.fixture.activity().map(({ action }) => action);

test('a pack holds its records, all hashes, and the signature of the firm', async () => {
  const { fixture, open, ann, admin } = scene;
  await open.ask(WINDOW, 'users.resetTwoFactor', resetInput(fixture, ann, fixture.nextCode(admin)));
  const pack = await makePack();
  expect(Object.keys(pack)).toEqual([...PACK_FILES, 'report.pdf', 'SHA256SUMS', 'SHA256SUMS.sig']);
  expect(isSigned(pack)).toBe(true);
  const listed = linesOf(pack, 'SHA256SUMS').map((line) => line.slice(66));
  expect(listed).toEqual([...PACK_FILES, 'report.pdf']);
  const records = fixture.activity().filter(({ action }) => action !== 'evidence.made');
  expect(recordsOf(pack).map(({ canonical: _, previousHash: __, ...record }) => record)).toEqual(records);
  expect(linesOf(pack, 'chain.txt')).toEqual(records.map(({ seq, hash }) => `${seq} ${hash}`));
  expect(linesOf(pack, 'records.csv')).toHaveLength(records.length + 1);
  const { fingerprint, printed } = await open.ask(WINDOW, 'activity.getHead', {});
  expect(JSON.parse(String(pack['pack.json']))).toMatchObject({
    firm: getFirm(fixture.read)?.name,
    madeBy: 'Margaret Ashworth',
    records: records.length,
    fingerprint,
    printedNumber: writePrintedNumber(records.at(-1) ?? { seq: 0, hash: '' }),
  });
  expect(printed).toBe(writePrintedNumber(getHead(fixture.read)));
  expect(String(pack['README.txt'])).toContain(fingerprint);
});

test('it is on record before anything is read, and again when it was signed, each once', async () => {
  await makePack();
  expect(lastActions().filter((action) => action.startsWith('evidence.'))).toEqual(['evidence.begun', 'evidence.made']);
  const { evidenceId } = await begin();
  expect(lastActions().at(-1)).toBe('evidence.begun');
  await scene.open.ask(WINDOW, 'evidence.save', { evidenceId, suggestedName: 'one' });
  const [first, second] = await Promise.all(
    [0, 1].map(() => scene.open.ask(WINDOW, 'evidence.sign', { evidenceId, reportSha256: '0'.repeat(64) })),
  );
  expect(second).toEqual(first);
  expect(lastActions().filter((action) => action === 'evidence.made')).toHaveLength(2);
});

test('a pack of some days, and of one person, shows no other record than by its hash', async () => {
  const { fixture, open, ann } = scene;
  await open.signIn(WINDOW + 1, ann);
  fixture.clock.advance(10 * MINUTE);
  const from = fixture.clock.now();
  await open.ask(WINDOW + 1, 'session.signOut', {});
  const ofDays = await makePack({ from });
  expect(recordsOf(ofDays).map(({ action }) => action)).toEqual(['session.ended', 'evidence.begun']);
  expect(linesOf(ofDays, 'chain.txt')).toHaveLength(recordsOf(ofDays).at(-1).seq);
  const ofAnn = await makePack({ email: ann.email.toUpperCase() });
  expect(recordsOf(ofAnn).map(({ action }) => action)).toEqual(['session.started', 'session.ended']);
  for (const file of ['records.jsonl', 'records.csv', 'chain.txt'])
    expect(String(ofAnn[file])).not.toContain('Margaret');
  expect(isSigned(ofAnn)).toBe(true);
});

test('the policy says what was in force at each time', async () => {
  const { fixture, open, admin } = scene;
  const change = async (idleLockMinutes: number) => {
    const { settings, version } = await open.ask(WINDOW, 'settings.get', {});
    const code = fixture.nextCode(admin);
    await open.ask(WINDOW, 'settings.save', { version, settings: { ...settings, idleLockMinutes }, code });
    fixture.clock.advance(MINUTE);
  };
  await change(20);
  await change(30);
  const policies = JSON.parse(String((await makePack())['policy.json']));
  const changes = fixture.activity().filter(({ action }) => action === 'settings.changed');
  expect(
    policies.map((policy: { record: number; settings: object }) => [policy.record, policy.settings]),
  ).toMatchObject([
    [null, { idleLockMinutes: 10 }],
    [changes[0]?.seq, { idleLockMinutes: 20 }],
    [changes[1]?.seq, { idleLockMinutes: 30 }],
  ]);
  const later = JSON.parse(String((await makePack({ from: fixture.clock.now() }))['policy.json']));
  expect(later).toMatchObject([{ record: changes[1]?.seq, settings: { idleLockMinutes: 30 } }]);
});

test('nothing secret is in it', async () => {
  const { fixture, open, ann, admin } = scene;
  const code = fixture.nextCode(admin);
  const done = await open.ask(WINDOW, 'users.resetTwoFactor', resetInput(fixture, ann, code));
  const setupCode = done.outcome === 'done' ? done.setupCode : null;
  const all = Object.values(await makePack()).join('\n');
  expect(setupCode).toMatch(/-/);
  for (const secret of [setupCode ?? '', code, fixture.context.home.dataKey.toString(), ann.secret ?? '?'])
    expect(all).not.toContain(secret);
});

// PostgreSQL takes neither of them.
test.skipIf(isPostgres)('records that another program has changed are in it as they are', async () => {
  const { fixture } = scene;
  await makePack();
  const { storage } = fixture.context;
  editAsProgram(storage, "UPDATE activity SET hash = 'no hash' WHERE seq = 2");
  editAsProgram(storage, "UPDATE activity SET detail = '[' WHERE seq = 3");
  const pack = await makePack();
  expect(isSigned(pack)).toBe(true);
  expect(linesOf(pack, 'chain.txt').some((line) => line.startsWith('2 '))).toBe(false);
  expect(recordsOf(pack)[2].action).toBe('record.unreadable');
});

test('a record with a number far away keeps nobody waiting', async () => {
  editAsProgram(
    scene.fixture.context.storage,
    `CREATE TEMP TABLE far AS SELECT * FROM activity WHERE seq = 1; UPDATE far SET seq = ${2 ** 51};
      INSERT INTO activity SELECT * FROM far`,
  );
  const pack = await makePack();
  expect(isSigned(pack)).toBe(true);
  expect(recordsOf(pack).some(({ seq }) => seq === 2 ** 51)).toBe(true);
});

test('one that was not read to its end is not signed, and no piece is left out', async () => {
  const { open } = scene;
  const { evidenceId } = await begin();
  const sign = { evidenceId, reportSha256: '0'.repeat(64) };
  expect((await open.refusal(WINDOW, 'evidence.sign', sign)).code).toBe('not_now');
  expect((await open.refusal(WINDOW, 'evidence.getPiece', { evidenceId, piece: 2 })).code).toBe('not_found');
  const first = await open.ask(WINDOW, 'evidence.getPiece', { evidenceId, piece: 1 });
  expect(await open.ask(WINDOW, 'evidence.getPiece', { evidenceId, piece: 1 })).toEqual(first);
  await open.ask(WINDOW, 'evidence.getPiece', { evidenceId, piece: 2 });
  expect((await open.refusal(WINDOW, 'evidence.getPiece', { evidenceId, piece: 1 })).code).toBe('not_found');
  expect((await open.refusal(WINDOW, 'evidence.sign', sign)).code).toBe('not_now');
});

test('it belongs to the window that began it, and a locked window gets no more of it', async () => {
  const { fixture, open, admin } = scene;
  const { evidenceId } = await begin();
  fixture.clock.advance(MINUTE);
  await open.signIn(WINDOW + 2, admin);
  await open.ask(WINDOW + 2, 'evidence.begin', { ...ALL, code: fixture.nextCode(admin) });
  expect((await open.refusal(WINDOW + 2, 'evidence.getPiece', { evidenceId, piece: 1 })).code).toBe('not_found');
  await open.ask(WINDOW, 'session.lock', {});
  expect((await open.refusal(WINDOW, 'evidence.getPiece', { evidenceId, piece: 1 })).code).toBe('not_signed_in');
});

test('a window that locks while the place is chosen writes nothing', async () => {
  const { open } = scene;
  const { evidenceId } = await begin();
  let choose = (): void => undefined;
  open.dialogs.saving = new Promise((resolve) => {
    choose = resolve;
  });
  const saving = open.refusal(WINDOW, 'evidence.save', { evidenceId, suggestedName: 'evidence-pack' });
  await open.ask(WINDOW, 'session.lock', {});
  choose();
  expect((await saving).code).toBe('not_now');
  expect(open.saved).toEqual([]);
  expect(lastActions().at(-1)).toBe('evidence.begun');
});

test('it is for Partner Admins, with a fresh code, and of people whom the firm knows', async () => {
  const { fixture, open, ann, admin } = scene;
  await open.signIn(WINDOW + 1, ann);
  expect((await open.refusal(WINDOW + 1, 'evidence.begin', { ...ALL, code: fixture.nextCode(ann) })).code).toBe(
    'forbidden',
  );
  expect((await open.refusal(WINDOW, 'evidence.begin', { ...ALL, code: '' })).code).toBe('fresh_code_needed');
  const nobody = { ...ALL, email: 'nobody@quill.example', code: fixture.nextCode(admin) };
  expect(await open.refusal(WINDOW, 'evidence.begin', nobody)).toMatchObject({
    code: 'bad_input',
    fields: [{ field: 'email' }],
  });
  expect(await open.refusal(WINDOW, 'evidence.begin', { ...nobody, email: '', from: 2e12, until: 1e12 })).toMatchObject(
    {
      code: 'bad_input',
      fields: [{ field: 'until' }],
    },
  );
  expect(lastActions().filter((action) => action === 'evidence.made')).toEqual([]);
});
