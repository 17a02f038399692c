// Files between the data and a person's own computer: in pieces over the line, whole or not at all, and nothing of them is made
// before the person has chosen the place.
import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ChosenFile } from '../../main/ipc/handler.ts';
import { createFileErrands } from '../../main/line/file-errands.ts';
import { createFrameReader, toFrame } from '../../main/line/frames.ts';
import {
  type DesktopMessage,
  introduce,
  MOST_BYTES_FROM_DESKTOP,
  type ServerMessage,
} from '../../main/line/messages.ts';
import { createOwnFiles } from '../../main/line/own-files.ts';
import type { InputOf } from '../../preload/contract/index.ts';
import { joined } from '../support/in-pieces.ts';
import {
  callRaw,
  type FirmLine,
  type JoinedDesktop,
  join,
  newIdentity,
  openDesktop,
  opened,
  openPipe,
  type Pipe,
  serveFirm,
} from './firm-line.ts';

afterEach(() => {
  for (const close of opened.splice(0)) close();
});

const until = <T>(work: () => T | Promise<T>): Promise<T> => vi.waitFor(work, { timeout: 15_000 });
/** The number that the server has given to the first window over the line. */
const FIRST = 1_000_001;
const PLACE = { name: 'users.csv', folder: '/home/ann' };

async function setScene(): Promise<FirmLine & { readonly desk: JoinedDesktop; readonly pipe: Pipe }> {
  const line = await serveFirm();
  const pipe = await openPipe(line.address());
  const desk = openDesktop(line, { ...(await join(line)), addresses: [pipe.address] });
  await until(async () => expect(await desk.line()).toMatchObject({ kind: 'connected' }));
  await desk.signIn(7, line.admin, line.fixture);
  return { ...line, desk, pipe };
}

function desktopOf({ server }: FirmLine) {
  const desktop = server.desktopOf(FIRST);
  if (desktop === undefined) throw new Error('no window');
  return desktop;
}

const exportOf = ({ fixture, admin }: FirmLine): InputOf<'users.export'> => ({
  search: '',
  clientId: null,
  filters: { roles: [], statuses: [], twoFactor: [], attention: [] },
  sort: { column: 'name', isDescending: false },
  columns: ['firstName', 'email'],
  separator: 'system',
  code: fixture.nextCode(admin),
});
const recorded = ({ fixture }: FirmLine) =>
  fixture.read.all("SELECT action FROM activity WHERE action LIKE 'export.%' ORDER BY seq").map(({ action }) => action);

describe('a file that is saved at a desktop', () => {
  test('may be of any length, and arrives as it was made', async () => {
    const scene = await setScene();
    // Characters of two units, so that a cut falls into some of them.
    const parts = Array.from({ length: 60 }, (_, i) => `${i},${'🗝️x'.repeat(50_000)}\r\n`);
    async function* made() {
      yield* parts;
    }
    expect(await desktopOf(scene).saveParts(FIRST, 'users.csv', made())).toEqual(PLACE);
    expect(scene.desk.saved.map(({ name }) => name)).toEqual(['users.csv']);
    expect(scene.desk.saved[0]?.text === parts.join('')).toBe(true);
  });

  test('goes in pieces of which each is written by itself', async () => {
    const sent: ServerMessage[] = [];
    const errands = createFileErrands((message) => {
      sent.push(message);
      if (message.say === 'save' || (message.say === 'part' && message.text !== null))
        setImmediate(() => errands.hear({ say: 'more', id: message.id }));
      else if (message.say === 'part')
        setImmediate(() => errands.hear({ say: 'saved', id: message.id, outcome: 'saved', file: PLACE }));
      return true;
    });
    async function* made() {
      yield `x${'🗝'.repeat(200_000)}`;
    }
    expect(await errands.save(1, 'users.csv', made())).toEqual(PLACE);
    const texts = sent.flatMap((message) => (message.say === 'part' && message.text !== null ? [message.text] : []));
    expect(texts.length).toBeGreaterThan(6);
    expect(texts.every((text) => text.isWellFormed() && Buffer.byteLength(text) < 200_000)).toBe(true);
  });

  test('is not made before the person has chosen its place, and a cancelled export is not on record', async () => {
    const scene = await setScene();
    const { desk } = scene;
    let choosePlace: (isChosen: boolean) => void = () => undefined;
    desk.dialogs.place = new Promise((resolve) => {
      choosePlace = resolve;
    });
    const saving = desk.ask(7, 'users.export', exportOf(scene));
    // The dialog is open: another answer has come since.
    await desk.ask(7, 'account.getPresence', {});
    expect(recorded(scene)).toEqual([]);
    choosePlace(false);
    expect(await saving).toEqual({ file: null, rows: 0, isEndRecorded: false });
    expect([recorded(scene), desk.saved]).toEqual([[], []]);
    desk.dialogs.place = Promise.resolve(true);
    expect(await desk.ask(7, 'users.export', exportOf(scene))).toEqual({ file: PLACE, rows: 1, isEndRecorded: true });
    expect(recorded(scene)).toEqual(['export.begun', 'export.made']);
    expect(desk.saved[0]?.text).toContain(scene.admin.email);
  });

  test('is not written when its window locks while the dialog is open', async () => {
    const scene = await setScene();
    const { desk } = scene;
    let choosePlace: (isChosen: boolean) => void = () => undefined;
    desk.dialogs.place = new Promise((resolve) => {
      choosePlace = resolve;
    });
    const saving = desk.ask(7, 'users.export', exportOf(scene));
    // The dialog is open: another answer has come since.
    await desk.ask(7, 'account.getPresence', {});
    desk.door.lock(7, 'person');
    await until(async () =>
      expect((await desk.ask(7, 'application.getState', {})).screen).toMatchObject({ name: 'locked' }),
    );
    choosePlace(true);
    expect(await saving).toEqual({ file: null, rows: 0, isEndRecorded: false });
    expect([recorded(scene), desk.saved]).toEqual([[], []]);
  });

  test('is no file where making it fails, or the line breaks in between', async () => {
    const scene = await setScene();
    const { desk, pipe } = scene;
    async function* failing() {
      yield 'a';
      throw new Error('a row that cannot be read');
    }
    await expect(desktopOf(scene).saveParts(FIRST, 'users.csv', failing())).rejects.toThrow(
      'a row that cannot be read',
    );
    let isOver = false;
    async function* cut() {
      try {
        for (let i = 0; ; i++) {
          if (i === 3) pipe.cut();
          yield 'a'.repeat(1000);
          await nextTurn();
        }
      } finally {
        isOver = true;
      }
    }
    await expect(desktopOf(scene).saveParts(FIRST, 'users.csv', cut())).rejects.toThrow('file_not_saved');
    expect(isOver).toBe(true);
    await until(async () => expect(await desk.line()).toMatchObject({ kind: 'connected' }));
    expect(desk.saved).toEqual([]);
  });

  test('is given up where the line breaks between two pieces, also when it is there again at once', async () => {
    const asked: unknown[] = [];
    let next: (() => Promise<unknown>) | undefined;
    const own = createOwnFiles({
      desktop: {
        saveParts: async (_window, _name, parts) => {
          const iterator = parts[Symbol.asyncIterator]();
          next = () => iterator.next();
          await iterator.next();
          return await new Promise(() => undefined);
        },
        chooseTable: async () => undefined,
      },
      isOpen: () => true,
      send: (message) => asked.push(message),
    });
    own.hear({ say: 'save', id: 1, window: 1, name: 'users.csv' });
    own.hear({ say: 'part', id: 1, text: 'a' });
    await until(() => expect(next).toBeDefined());
    own.drop();
    await expect(next?.()).rejects.toThrow('the server does not make the rest');
    expect(asked).toEqual([{ say: 'more', id: 1 }]);
  });
});

const wholeOf = async ({ name, pieces }: ChosenFile): Promise<readonly [string, Buffer]> => [
  name,
  await joined(pieces),
];

describe('a file that is imported at a desktop', () => {
  test('is read there as far as the server asks, and closed when it wants no more', async () => {
    const scene = await setScene();
    scene.desk.dialogs.table = 'x'.repeat(1_000_000);
    const first = await desktopOf(scene).chooseTable(FIRST, 2_000_000, async ({ pieces }) => {
      for await (const piece of pieces) return piece.length;
      return 0;
    });
    expect(first).toBe(65_536);
    await until(() => expect(scene.desk.dialogs.tablesRead).toEqual(['left']));
  });

  test('is refused where it cannot be read to its end', async () => {
    const said: DesktopMessage[] = [];
    const own = createOwnFiles({
      desktop: {
        saveParts: async () => PLACE,
        async chooseTable(_window, _most, read) {
          async function* cut(): AsyncGenerator<Uint8Array> {
            yield Buffer.from('abc');
            throw new Error('the disk is gone');
          }
          return read({ name: 'people.csv', size: 6, pieces: cut() });
        },
      },
      isOpen: () => true,
      send: (message) => said.push(message),
    });
    own.hear({ say: 'choose', id: 1, window: 1, most: 100 });
    for (const count of [1, 2, 3]) {
      await until(() => expect(said).toHaveLength(count));
      own.hear({ say: 'more', id: 1 });
    }
    expect(said.slice(1)).toEqual(['YWJj', ''].map((base64) => ({ say: 'piece', id: 1, base64 })));
  });

  test('may be as large as one at the computer with the data', async () => {
    const scene = await setScene();
    const row = 'nina@quill.example,Nina,Okafor\r\n';
    scene.desk.dialogs.table = `Email,First name,Last name\r\n${row.repeat(600_000)}`;
    const [name, bytes] = (await desktopOf(scene).chooseTable(FIRST, 32 * 1024 * 1024, wholeOf)) ?? [];
    expect(name).toBe('people.csv');
    expect(bytes?.equals(Buffer.from(scene.desk.dialogs.table))).toBe(true);
    expect(await desktopOf(scene).chooseTable(FIRST, 1000, wholeOf).catch(String)).toContain('bad_input');
  });

  test('may be empty', async () => {
    const scene = await setScene();
    scene.desk.dialogs.table = '';
    expect((await desktopOf(scene).chooseTable(FIRST, 1000, wholeOf))?.[1]).toHaveLength(0);
  });

  test.each([
    ['more than it said', 'QUJDRA=='],
    ['nothing', ''],
  ])('is refused where the desktop sends %s', async (_what, base64) => {
    const errands = createFileErrands((message) => {
      const { id } = message as { readonly id: number };
      setImmediate(() => {
        if (message.say === 'choose')
          errands.hear({ say: 'chosen', id, file: { name: 'people.csv', size: 3 }, problem: null });
        else errands.hear({ say: 'piece', id, base64 });
      });
      return true;
    });
    await expect(errands.choose(1, 1000, wholeOf)).rejects.toThrow('bad_input');
  });

  test('is one of two that are under way, so that a desktop fills no memory', async () => {
    const errands = createFileErrands(() => true);
    const waiting = [errands.choose(1, 1000, wholeOf), errands.choose(2, 1000, wholeOf)];
    await expect(errands.choose(3, 1000, wholeOf)).rejects.toThrow('not_now');
    errands.drop();
    for (const each of waiting) await expect(each).rejects.toThrow('not_connected');
  });
});

describe('a desktop that turns hostile with files', () => {
  async function hostile() {
    const line = await serveFirm();
    const identity = newIdentity();
    await join(line, 'hostile', identity);
    const socket = await callRaw(line.address(), identity);
    const version = line.fixture.context.appVersion;
    socket.write(
      toFrame({
        say: 'hello',
        ...introduce(version),
        run: 'r'.repeat(24),
        windows: [],
        csvSeparator: ',',
        lastRecord: null,
      }),
    );
    const heard: ServerMessage[] = [];
    const reader = createFrameReader(10_000_000, (message) => heard.push(message as ServerMessage));
    socket.on('data', (bytes) => reader.read(bytes));
    const said = (say: ServerMessage['say'], many = 1) =>
      until(() => expect(heard.filter((message) => message.say === say).length).toBeGreaterThanOrEqual(many));
    await said('welcome');
    const ask = (id: number, name: string, input: unknown) =>
      socket.write(toFrame({ say: 'ask', id, window: 1, name, input: JSON.stringify(input), act: null }));
    const { email, password } = line.admin;
    ask(1, 'session.signIn', { email, password });
    await said('answer');
    ask(2, 'session.verifyCode', { code: line.fixture.nextCode(line.admin) });
    await said('answer', 2);
    return { line, socket, heard, ask, said };
  }

  test('is cut off when it asks for parts faster than they come', async () => {
    const { line, socket, heard, ask, said } = await hostile();
    ask(3, 'imports.saveTemplate', { of: 'people' });
    await said('save');
    const { id } = heard.find(({ say }) => say === 'save') as { readonly id: number };
    const more = toFrame({ say: 'more', id });
    socket.write(Buffer.concat(Array.from({ length: 50 }, () => more)));
    await once(socket, 'close');
    expect(heard.filter(({ say }) => say === 'part').length).toBeLessThan(2);
    await until(() => expect(line.server.countConnected()).toBe(0));
  });

  test('is cut off for a message that is longer than any request, before any of it is kept', async () => {
    const { socket } = await hostile();
    const header = Buffer.alloc(4);
    header.writeUInt32BE(MOST_BYTES_FROM_DESKTOP + 1, 0);
    socket.write(header);
    await once(socket, 'close', { signal: AbortSignal.timeout(4000) });
  });

  test('has saved nothing where it says so before the end of the file', async () => {
    const { line, socket, heard, ask, said } = await hostile();
    ask(3, 'users.export', exportOf(line));
    await said('save');
    const { id } = heard.find(({ say }) => say === 'save') as { readonly id: number };
    socket.write(toFrame({ say: 'more', id }));
    await said('part');
    socket.write(toFrame({ say: 'saved', id, outcome: 'saved', file: PLACE }));
    await said('answer', 3);
    expect(JSON.stringify(heard.find((message) => message.say === 'answer' && message.id === 3))).toContain(
      'file_not_saved',
    );
    expect(recorded(line)).not.toContain('export.made');
  });
});
