// The firm moves to another computer: the file is whole before this copy closes, a closed copy does nothing more, and only a
// Partner Admin with password and code opens it again.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findMove, sealMove } from '../../../main/services/act/moved-firm.ts';
import { recordActivity } from '../../../main/services/act/record-activity.ts';
import { oneAtATime } from '../../../main/services/backup/make-backup.ts';
import { noteInterruptedMove } from '../../../main/services/backup/move-away.ts';
import { isBackupDue } from '../../../main/services/backup/plan-backups.ts';
import { openBackup } from '../../../main/storage/backup/open-backup.ts';
import { readLastBackup } from '../../../main/storage/files/last-backup-note.ts';
import { setBackupPlan } from '../../../main/storage/tables/backup-plan.ts';
import { endAllSessions } from '../../../main/storage/tables/sessions.ts';
import { NAMES, REQUESTS } from '../../ipc/requests.ts';
import { breakWrites, editAsProgram } from '../../support/accident.ts';
import { PASSPHRASE } from '../../support/backup.ts';
import { createFixture, dump, type Fixture, type Person } from '../../support/fixture.ts';
import { type OpenDoor, openDoor } from '../../support/open-door.ts';
import { inviteOne } from '../../support/people.ts';
import { createInstantHasher, DAY } from '../../support/seeded.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

const WINDOW = 1;
const input = { passphrase: PASSPHRASE, repeated: PASSPHRASE };

interface Desk {
  readonly fixture: Fixture;
  readonly open: OpenDoor;
  readonly admin: Person;
  readonly folder: string;
}

async function desk(): Promise<Desk> {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const admin = await fixture.addPerson({ role: 'partner_admin', firstName: 'Margaret', lastName: 'Ashworth' });
  const open = openDoor(fixture);
  await open.signIn(WINDOW, admin);
  const folder = makeTempFolder();
  open.dialogs.place = join(folder, 'quill-move.rekey-backup.age');
  return { fixture, open, admin, folder };
}

const move = ({ open, fixture, admin }: Desk) =>
  open.ask(WINDOW, 'backups.move', { ...input, code: fixture.nextCode(admin) });
/** The mark alone, as a move leaves it. The file takes seconds. */
function mark({ fixture, admin, open }: Desk): void {
  const { context } = fixture;
  const fileName = 'quill-move.rekey-backup.age';
  context.storage.transaction((tx) => {
    const seal = sealMove(context, fixture.activity().length + 1, fileName);
    const actor = fixture.user(admin);
    recordActivity(context, tx, { action: 'firm.moved', outcome: 'done', actor, detail: { fileName, seal } });
    endAllSessions(tx, 'application_closed', fixture.clock.now());
  });
  open.door.stateChanged();
}
const proofOf = ({ fixture }: Desk, person: Person) => ({
  email: person.email,
  password: person.password,
  code: fixture.nextCode(person),
});
const screenOf = async ({ open }: Desk) => (await open.ask(WINDOW, 'application.getState', {})).screen;
const last = ({ fixture }: Desk, count = 1) =>
  fixture
    .activity()
    .slice(-count)
    .map(({ action, outcome }) => `${action} ${outcome}`);

/** A record of a move that nobody made, as another program writes it. */
function forge({ fixture }: Desk, detail: Readonly<Record<string, string>>): void {
  const { context } = fixture;
  context.storage.transaction((tx) => recordActivity(context, tx, { action: 'firm.moved', outcome: 'done', detail }));
}

describe('a firm that moves', () => {
  test('leaves a whole file that has all of it, and closes here for every window', async () => {
    const at = await desk();
    const { fixture, open, folder } = at;
    const other = await fixture.addPerson({ role: 'partner_ops' });
    await open.signIn(2, other);
    await open.ask(3, 'session.signIn', { email: other.email, password: other.password });
    const place = { name: 'office-1', address: '', port: 27_443 };
    await open.ask(WINDOW, 'desktops.serve', { ...place, code: fixture.nextCode(at.admin) });
    expect((await open.ask(WINDOW, 'application.getState', {})).serverName).toBe('office-1');
    expect((await move(at)).isMade).toBe(true);
    // The port is closed at once.
    expect((await open.ask(WINDOW, 'application.getState', {})).serverName).toBe(null);
    for (const window of [WINDOW, 2, 3, 4])
      expect((await open.ask(window, 'application.getState', {})).screen).toEqual({
        name: 'moved',
        at: fixture.clock.now(),
        fileName: 'quill-move.rekey-backup.age',
        byName: 'Margaret Ashworth',
      });
    expect(open.announced.some(({ windowId, name }) => windowId === 2 && name === 'state.changed')).toBe(true);
    expect(last(at, 2)).toEqual(['firm.move_begun done', 'firm.moved done']);
    expect(readLastBackup(fixture.context.home.anchorFile)).toEqual({
      file: open.dialogs.place,
      checkedAt: fixture.clock.now(),
      records: fixture.activity().length - 1,
      isMove: true,
    });
    const opened = await openBackup(
      { kind: 'open', file: open.dialogs.place ?? '', passphrase: PASSPHRASE, folder: join(folder, 'opened') },
      () => undefined,
    );
    // Everything but the record of the mark: the copy carries none.
    expect(opened.manifest).toMatchObject({ records: fixture.activity().length - 1, movedFrom: expect.any(String) });
    fixture.checkChain();
  });
  test('does nothing more here, whatever a script in the window asks for', async () => {
    const at = await desk();
    const { fixture, open } = at;
    mark(at);
    const before = dump(fixture.read);
    const allowed = [
      'application.getState',
      'clipboard.copy',
      'line.get',
      'firm.useAgain',
      'window.setSecretShown',
      'sample.leave',
      'sample.listPeople',
    ];
    for (const name of NAMES)
      if (!allowed.includes(name))
        expect([name, await open.refusal(WINDOW, name, REQUESTS[name].input)]).toEqual([name, { code: 'not_now' }]);
    for (const name of ['sample.leave', 'sample.listPeople'] as const)
      expect((await open.refusal(WINDOW, name, REQUESTS[name].input)).code).toBe('not_now');
    expect(dump(fixture.read)).toBe(before);
    // An act that had begun before is in neither copy.
    const { context } = fixture;
    const actor = fixture.user(at.admin);
    expect(() =>
      context.storage.transaction((tx) => recordActivity(context, tx, { action: 'x.y', outcome: 'done', actor })),
    ).toThrow('not_now');
  });
  test('makes no automatic backup any longer', async () => {
    const at = await desk();
    const { context } = at.fixture;
    context.storage.transaction((tx) =>
      setBackupPlan(tx, { folder: at.folder, sealedPassphrase: new Uint8Array(9), triedAt: null, failedBecause: null }),
    );
    at.fixture.clock.advance(2 * DAY);
    await at.open.signIn(WINDOW, at.admin);
    expect(isBackupDue(context, false)).toBe(true);
    mark(at);
    at.fixture.clock.advance(2 * DAY);
    expect([isBackupDue(context, false), isBackupDue(context, true)]).toEqual([false, false]);
  });
  test('stays when something is done while the file is made, and the file is gone', async () => {
    const at = await desk();
    const { fixture, open, folder } = at;
    const other = await fixture.addPerson({ role: 'partner_admin' });
    const moving = open.refusal(WINDOW, 'backups.move', { ...input, code: fixture.nextCode(at.admin) });
    await expect
      .poll(() => open.announced.some(({ name }) => name === 'backup.progress'), { timeout: 60_000 })
      .toBe(true);
    await open.refusal(2, 'session.signIn', { email: other.email, password: 'not the password' });
    expect(await moving).toEqual({ code: 'move_overtaken' });
    expect(readdirSync(folder)).toEqual([]);
    expect(last(at, 2)).toEqual(['sign_in.refused denied', 'firm.move_failed failed']);
    expect((await screenOf(at)).name).toBe('signed_in');
  });
  test('stays when the disk is full at the mark, and the file is gone', async () => {
    const at = await desk();
    const { fixture, open, folder } = at;
    const when = "new.action LIKE 'firm.move%d'";
    breakWrites(fixture.context.storage, { verb: 'INSERT', table: 'activity', when }, 'full');
    const moving = { ...input, code: fixture.nextCode(at.admin) };
    await open.refusal(WINDOW, 'backups.move', moving);
    expect(readdirSync(folder)).toEqual([]);
    expect((await screenOf(at)).name).toBe('signed_in');
    // Not even the failure could be written. The next start says that the move was interrupted.
    expect(last(at)).toEqual(['firm.move_begun done']);
  });
  test('stays when the file cannot be made', async () => {
    const at = await desk();
    at.open.dialogs.place = join(at.folder, 'gone', 'quill.age');
    expect(await at.open.refusal(WINDOW, 'backups.move', { ...input, code: at.fixture.nextCode(at.admin) })).toEqual({
      code: 'backup_not_saved',
    });
    expect(last(at)).toEqual(['firm.move_failed failed']);
    expect((await screenOf(at)).name).toBe('signed_in');
  });
  test('twice at once moves once, and not while a backup is made', async () => {
    const at = await desk();
    const making = Promise.withResolvers<void>();
    const made = oneAtATime(at.fixture.context, () => making.promise);
    expect(await at.open.refusal(WINDOW, 'backups.move', { ...input, code: '' })).toEqual({ code: 'backup_busy' });
    making.resolve();
    await made;
    const first = move(at);
    expect(await at.open.refusal(WINDOW, 'backups.move', { ...input, code: '' })).toEqual({ code: 'backup_busy' });
    await first;
    expect(at.fixture.activity().filter(({ action }) => action === 'firm.moved')).toHaveLength(1);
  });
  test('is not moved without a fresh code, by a person who cancels, or whose role may not', async () => {
    const at = await desk();
    const { open, fixture, folder } = at;
    expect(await open.refusal(WINDOW, 'backups.move', { ...input, code: '' })).toEqual({ code: 'fresh_code_needed' });
    expect(readdirSync(folder)).toEqual([]);
    open.dialogs.place = undefined;
    expect((await move(at)).isMade).toBe(false);
    const ops = await fixture.addPerson({ role: 'partner_ops' });
    await open.signIn(2, ops);
    expect(await open.refusal(2, 'backups.move', { ...input, code: '' })).toEqual({ code: 'forbidden' });
    expect(last(at)).toEqual(['backups.move denied']);
    expect((await screenOf(at)).name).toBe('signed_in');
  });
});

describe('a kill between the file and the mark', () => {
  test('leaves the firm here, and every Partner Admin is told once', async () => {
    const at = await desk();
    const { fixture, open, admin } = at;
    const { context } = fixture;
    context.storage.transaction((tx) =>
      recordActivity(context, tx, {
        action: 'firm.move_begun',
        outcome: 'done',
        actor: fixture.user(admin),
        detail: { fileName: 'quill.age' },
      }),
    );
    noteInterruptedMove(context);
    noteInterruptedMove(context);
    expect(last(at, 2)).toEqual(['firm.move_begun done', 'firm.move_interrupted failed']);
    const screen = (await open.ask(WINDOW, 'application.getState', {})).screen;
    expect(screen.name === 'signed_in' && screen.alerts.map(({ kind }) => kind)).toEqual(['move_interrupted']);
    expect(fixture.activity().at(-1)?.detail).toEqual({ fileName: 'quill.age' });
  });
  test('is not said of a firm that was moved', async () => {
    const at = await desk();
    mark(at);
    const before = dump(at.fixture.read);
    noteInterruptedMove(at.fixture.context);
    expect(dump(at.fixture.read)).toBe(before);
  });
});

describe('the mark', () => {
  test('that a program writes into the file closes nothing', async () => {
    const at = await desk();
    const seq = at.fixture.activity().length + 1;
    forge(at, { fileName: 'quill.age' });
    forge(at, { fileName: 'quill.age', seal: 'x' });
    // A seal of another record, as a copied row has it.
    forge(at, { fileName: 'quill.age', seal: sealMove(at.fixture.context, seq, 'quill.age') });
    expect((await screenOf(at)).name).toBe('signed_in');
    expect(findMove(at.fixture.context, at.fixture.read)).toBe(undefined);
  });
  test('that a program has changed around its seal is shown all the same', async () => {
    const at = await desk();
    mark(at);
    const longName = 'x'.repeat(999);
    editAsProgram(
      at.fixture.context.storage,
      `UPDATE activity SET at = 9000000000000000, actor_name = '${longName}' WHERE action = 'firm.moved'`,
    );
    at.fixture.reopen();
    expect(await screenOf(at)).toMatchObject({ name: 'moved', at: 8.64e15, byName: 'x'.repeat(200) });
  });
  test('that a program removes from the file is missed, and every Partner Admin is told', async () => {
    const at = await desk();
    const { fixture, open, admin } = at;
    mark(at);
    editAsProgram(fixture.context.storage, "DELETE FROM activity WHERE action = 'firm.moved'");
    fixture.reopen();
    await open.signIn(WINDOW, admin);
    expect(
      fixture.activity().some(({ action, reason }) => action === 'record.altered' && reason === 'record_cut'),
    ).toBe(true);
    const screen = await screenOf(at);
    expect(screen.name === 'signed_in' && screen.alerts.map(({ kind }) => kind)).toContain('record_altered');
  });
});

describe('"Use this copy again"', () => {
  test('takes a Partner Admin’s password and code, is on record, and tells every Partner Admin of both', async () => {
    const at = await desk();
    const { fixture, open } = at;
    const other = await fixture.addPerson({ role: 'partner_admin', firstName: 'Dana', lastName: 'Reed' });
    inviteOne(fixture, await fixture.signIn(other), 'nina@quill.example');
    mark(at);
    const state = await open.ask(WINDOW, 'firm.useAgain', proofOf(at, other));
    expect(state.screen).toEqual({ name: 'sign_in', because: null });
    expect(last(at)).toEqual(['firm.used_again done']);
    expect(fixture.activity().at(-1)?.actorName).toBe('Dana Reed');
    // Codes from before may have been used on the other computer.
    expect(fixture.read.all('SELECT * FROM one_time_codes')).toEqual([]);
    expect((await open.refusal(2, 'session.signIn', { email: other.email, password: 'wrong' })).code).toBe(
      'wrong_credentials',
    );
    await open.ask(2, 'session.signIn', { email: at.admin.email, password: at.admin.password });
    const used = { code: fixture.codeOf(at.admin) };
    expect((await open.refusal(2, 'session.verifyCode', used)).code).toBe('code_already_used');
    fixture.nextCode(at.admin);
    await open.ask(2, 'session.verifyCode', { code: fixture.nextCode(at.admin) });
    const screen = (await open.ask(2, 'application.getState', {})).screen;
    expect(screen.name === 'signed_in' && screen.alerts.map(({ kind, actorName }) => [kind, actorName])).toEqual([
      ['copy_used_again', 'Dana Reed'],
      ['firm_moved', 'Margaret Ashworth'],
    ]);
    // A second click.
    expect((await open.refusal(3, 'firm.useAgain', proofOf(at, other))).code).toBe('not_now');
    // And it can move again.
    mark(at);
    expect((await screenOf(at)).name).toBe('moved');
  });
  test('is refused without the code, with a wrong one, and with a wrong password, and each guess counts', async () => {
    const at = await desk();
    const { fixture, open, admin } = at;
    mark(at);
    const right = proofOf(at, admin);
    const wrong = right.code === '000000' ? '111111' : '000000';
    expect((await open.refusal(WINDOW, 'firm.useAgain', { ...right, code: '' })).code).toBe('bad_input');
    expect((await open.refusal(WINDOW, 'firm.useAgain', { ...right, code: wrong })).code).toBe('wrong_code');
    expect((await open.refusal(WINDOW, 'firm.useAgain', { ...right, password: 'x' })).code).toBe('wrong_credentials');
    expect((await open.refusal(WINDOW, 'firm.useAgain', { ...right, email: 'no@quill.example' })).code).toBe(
      'wrong_credentials',
    );
    expect(last(at, 3)).toEqual(Array.from({ length: 3 }, () => 'sign_in.refused denied'));
    const codes = [];
    for (let i = 0; i < 12; i++)
      codes.push((await open.refusal(WINDOW, 'firm.useAgain', { ...right, code: wrong })).code);
    expect(codes).toContain('locked_until');
    expect((await screenOf(at)).name).toBe('moved');
    expect(fixture.activity().some(({ action }) => action === 'firm.used_again')).toBe(false);
  });
  test('is not for other roles, and the attempt is on record', async () => {
    const at = await desk();
    const { fixture, open } = at;
    const clients = [fixture.addClient('Alder')];
    const people = [];
    for (const role of ['partner_ops', 'client_admin'] as const)
      people.push(await fixture.addPerson({ role, clients, email: `${role}@quill.example` }));
    mark(at);
    for (const person of people) {
      const proof = proofOf(at, person);
      expect(await open.refusal(WINDOW, 'firm.useAgain', proof)).toMatchObject({
        code: 'bad_input',
        fields: [{ field: 'email' }],
      });
      expect(last(at)).toEqual(['firm.used_again denied']);
      expect(fixture.activity().at(-1)?.actorId).toBe(person.id);
      // Nobody learns with the same code whether it was right.
      expect((await open.refusal(WINDOW, 'firm.useAgain', proof)).code).toBe('code_already_used');
    }
    expect((await screenOf(at)).name).toBe('moved');
  });
  test('is nothing that the firm at home answers', async () => {
    const at = await desk();
    const proof = proofOf(at, at.admin);
    expect(await at.open.refusal(2, 'firm.useAgain', proof)).toEqual({ code: 'not_now' });
    expect(existsSync(join(at.folder, 'quill-move.rekey-backup.age'))).toBe(false);
  });
});
