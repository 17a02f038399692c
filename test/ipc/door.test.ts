// The door: every answer is a coded refusal or what the contract promises. A refusal changes nothing and tells nothing.
// The tests go through every request of requests.ts.
import { describe, expect, test } from 'vitest';
import { Refusal, type RefusalReason } from '../../main/domain/refusal.ts';
import { codeAtStep, stepAt } from '../../main/domain/two-factor.ts';
import { handlers } from '../../main/ipc/handlers.ts';
import { getAuthenticator } from '../../main/storage/tables/authenticators.ts';
import { MAX_INPUT_LENGTH } from '../../preload/channels.ts';
import { fromBase32 } from '../support/base32.ts';
import { createFixture, dump } from '../support/fixture.ts';
import { openDoor, toFailure } from '../support/open-door.ts';
import { createInstantHasher, HOUR, MINUTE } from '../support/seeded.ts';
import { NAMES, NEEDS_MORE, REQUESTS, STAGES } from './requests.ts';
import { resetInput, type Scene, sceneFor, setScene, setSceneAt, stageOf, WINDOW, withHandler } from './scenes.ts';

test('the contract, the handlers and these tests have the same requests', () => {
  expect(Object.keys(REQUESTS).sort()).toEqual([...NAMES].sort());
  expect(Object.keys(handlers).sort()).toEqual([...NAMES].sort());
});

test.each(STAGES)('the scenes of these tests reach %s', async (stage) => {
  const { open } = await setSceneAt(stage);
  expect(await stageOf(open)).toBe(stage);
});

describe('the sender and the name', () => {
  test.each(NAMES)('%s is refused unread unless it comes from our own window', async (name) => {
    const { fixture, open } = await setScene();
    const before = dump(fixture.read);
    expect(await open.refusal(undefined, name, REQUESTS[name].input)).toEqual({ code: 'wrong_sender' });
    expect(dump(fixture.read)).toBe(before);
  });
  test.each([
    ['an unknown name', 'users.deleteAll'],
    ['an empty name', ''],
    ['__proto__', '__proto__'],
    ['constructor', 'constructor'],
    ['toString', 'toString'],
    ['hasOwnProperty', 'hasOwnProperty'],
    ['a name in capitals', 'USERS.LIST'],
    ['a name with a space', 'users.list '],
    ['a very long name', 'x'.repeat(100_000)],
    ['undefined', undefined],
    ['null', null],
    ['a number', 7],
    ['an array', ['users.list']],
    ['an object', { toString: () => 'users.list' }],
    ['a symbol', Symbol('users.list')],
  ])('%s is an unknown request', async (_what, name) => {
    const { fixture, open } = await setSceneAt('signed_in');
    const before = dump(fixture.read);
    expect(toFailure(await open.send(WINDOW, name, '{}'))).toEqual({ code: 'unknown_request' });
    expect(dump(fixture.read)).toBe(before);
    expect(open.log).toEqual([]);
  });
});

describe('the place of a request', () => {
  test.each(STAGES)('at %s every request of another place is refused and changes nothing', async (stage) => {
    const { fixture, open } = await setSceneAt(stage);
    const before = dump(fixture.read);
    for (const name of NAMES) {
      const { at, input } = REQUESTS[name];
      if (at !== 'sample' && at.includes(stage)) continue;
      const { code } = await open.refusal(WINDOW, name, input);
      expect([name, ['not_signed_in', 'not_now'].includes(code) ? 'refused' : code]).toEqual([name, 'refused']);
    }
    expect(dump(fixture.read)).toBe(before);
    expect(await stageOf(open)).toBe(stage);
    expect(open.log).toEqual([]);
  });
  test.each(STAGES)('at %s every request that belongs there is admitted', async (stage) => {
    for (const name of NAMES) {
      const { at, input } = REQUESTS[name];
      if (
        at === 'sample' ||
        !at.includes(stage) ||
        name === 'firm.create' ||
        name === 'sample.open' ||
        name === 'firm.restore' ||
        name === 'firm.useAgain' ||
        name === 'line.join' ||
        name === 'line.leave' ||
        name === 'line.acceptRecord' ||
        name === 'desktops.pair' ||
        name === 'desktops.goOnWithoutStandby' ||
        NEEDS_MORE.includes(name)
      )
        continue;
      const { open } = await setSceneAt(stage);
      const answer = JSON.parse(await open.send(WINDOW, name, JSON.stringify(input))) as {
        ok: boolean;
        failure?: { code: string };
      };
      expect([
        name,
        ['not_signed_in', 'not_now', 'bad_input', 'unexpected'].includes(answer.failure?.code ?? ''),
      ]).toEqual([name, false]);
    }
  });
  test('a firm can be created, restored or joined and a sample opened only while there is no firm', async () => {
    const { fixture, open } = await setScene();
    const before = dump(fixture.read);
    for (const name of ['firm.create', 'firm.restore', 'sample.open', 'line.join', 'line.leave'] as const)
      expect(await open.refusal(WINDOW, name, REQUESTS[name].input)).toEqual({ code: 'not_now' });
    expect(dump(fixture.read)).toBe(before);
  });
  test('a window that the door has never seen is signed out', async () => {
    const { open } = await setSceneAt('signed_in');
    expect(await open.screen(WINDOW + 1)).toBe('sign_in');
    expect((await open.refusal(WINDOW + 1, 'users.list', REQUESTS['users.list'].input)).code).toBe('not_signed_in');
  });
});

describe('a session that is over', () => {
  const SIGNED_IN_ONLY = NAMES.filter((name) => JSON.stringify(REQUESTS[name].at) === '["signed_in"]');

  test.each<[string, (scene: Scene) => unknown]>([
    ['ended by signing out', ({ open }) => open.ask(WINDOW, 'session.signOut', {})],
    [
      'ended in the database',
      ({ fixture }) =>
        fixture.context.storage.transaction((tx) =>
          tx.run("UPDATE sessions SET ended_at = 1, ended_because = 'signed_out'"),
        ),
    ],
    ['twelve hours old', ({ fixture }) => fixture.clock.advance(12 * HOUR)],
    ['of a window that was closed', ({ open }) => open.door.forget(WINDOW)],
    [
      'of someone who was deactivated',
      ({ fixture, admin }) =>
        fixture.context.storage.transaction((tx) =>
          tx.run("UPDATE users SET status = 'deactivated' WHERE id = :id", { id: admin.id }),
        ),
    ],
    ['behind a database that was replaced', ({ open }) => open.door.startOver()],
  ])('%s opens nothing', async (_how, end) => {
    const scene = await setSceneAt('signed_in');
    expect(SIGNED_IN_ONLY).toContain('users.resetTwoFactor');
    await end(scene);
    const before = dump(scene.fixture.read);
    for (const name of SIGNED_IN_ONLY)
      expect([name, await scene.open.refusal(WINDOW, name, REQUESTS[name].input)]).toEqual([
        name,
        { code: 'not_signed_in' },
      ]);
    expect(dump(scene.fixture.read)).toBe(before);
    expect(await scene.open.screen(WINDOW)).toBe('sign_in');
  });
  test('ends in the database too when its window is closed', async () => {
    const { fixture, open } = await setSceneAt('signed_in');
    open.door.forget(WINDOW);
    expect(fixture.read.all('SELECT ended_because FROM sessions')).toEqual([{ ended_because: 'application_closed' }]);
  });
  test('and a sign-in or a setup that takes too long open nothing', async () => {
    for (const stage of STAGES.filter((other) => !['signed_out', 'signed_in', 'locked'].includes(other))) {
      const { fixture, open } = await setSceneAt(stage);
      fixture.clock.advance(30 * MINUTE);
      expect((await open.ask(WINDOW, 'application.getState', {})).screen).toEqual({
        name: 'sign_in',
        because: 'too_slow',
      });
    }
  });
});

const MARK = 'MARK-OF-THE-SENDER';

describe('the input', () => {
  const deep = (open: string, close: string): string => open.repeat(8000) + close.repeat(8000);
  const RAW: readonly (readonly [string, unknown])[] = [
    ['undefined', undefined],
    ['null', null],
    ['a number', 5],
    ['an object', {}],
    ['an array', []],
    ['a function', () => '{}'],
    ['a symbol', Symbol('{}')],
    ['no text', ''],
    ['no JSON', MARK],
    ['half JSON', '{"search":'],
    ['JSON null', 'null'],
    ['JSON true', 'true'],
    ['a JSON number', '5'],
    ['a JSON text', `"${MARK}"`],
    ['a JSON array', '[]'],
    ['a JSON array of one', '[{}]'],
    ['NaN', 'NaN'],
    ['deep arrays', deep('[', ']')],
    ['deep objects', deep('{"a":', '}').replace('}', '1}')],
    ['too much text', `{"search":"${'x'.repeat(MAX_INPUT_LENGTH)}"}`],
    ['very much text', 'x'.repeat(5_000_000)],
  ];
  test.each(NAMES)('%s refuses input that cannot be read, and repeats none of it', async (name) => {
    const { fixture, open } = await sceneFor(name);
    const before = dump(fixture.read);
    const padded = `${JSON.stringify(REQUESTS[name].input)}${' '.repeat(MAX_INPUT_LENGTH)}`;
    for (const [what, raw] of [...RAW, ['an honest input with too much around it', padded] as const]) {
      const answer = await open.send(WINDOW, name, raw);
      expect([what, toFailure(answer).code]).toEqual([what, 'bad_input']);
      expect(answer).not.toContain(MARK);
    }
    expect(dump(fixture.read)).toBe(before);
    expect(open.log).toEqual([]);
  });
  test.each(NAMES)('%s refuses a key that the contract does not name, whatever it is called', async (name) => {
    const { fixture, open } = await sceneFor(name);
    const before = dump(fixture.read);
    const honest = JSON.stringify(REQUESTS[name].input).slice(1, -1);
    for (const key of ['extra', MARK, '__proto__', 'constructor', 'toString', 'hasOwnProperty', '']) {
      const answer = await open.send(
        WINDOW,
        name,
        `{${honest}${honest === '' ? '' : ','}${JSON.stringify(key)}:{"isAdmin":true,"x":"${MARK}"}}`,
      );
      expect([key, toFailure(answer).code]).toEqual([key, 'bad_input']);
    }
    expect(dump(fixture.read)).toBe(before);
    expect(Object.prototype).not.toHaveProperty('isAdmin');
  });
  test.each(NAMES)('%s refuses a missing field and every wrong type', async (name) => {
    const { fixture, open } = await sceneFor(name);
    const before = dump(fixture.read);
    const honest = REQUESTS[name].input as Readonly<Record<string, unknown>>;
    for (const [field, value] of Object.entries(honest)) {
      const { [field]: _left, ...rest } = honest;
      expect([field, (await open.refusal(WINDOW, name, rest)).code]).toEqual([field, 'bad_input']);
      const isNumber = typeof value === 'number';
      const wrong: unknown[] = [
        true,
        {},
        // None of several filters is a question, too.
        ...(field === 'filters' && Array.isArray(value) ? [] : [[]]),
        [value],
        { length: 1 },
        ...(typeof value === 'boolean'
          ? ['true', 1, null]
          : isNumber
            ? ['1', null, -1, 1.5, -0.5, 1e300, 2 ** 53]
            : value === null
              ? ['1', 1.5, 1e300, ...(['from', 'until'].includes(field) ? [] : [-1, 0])]
              : [
                  ...(name === 'users.edit' && ['email', 'phone'].includes(field) ? [] : [null]),
                  5,
                  0,
                  'x'.repeat(250_000),
                ]),
      ];
      for (const bad of wrong) {
        if (JSON.stringify(bad) === JSON.stringify(value) || (typeof value === 'boolean' && typeof bad === 'boolean'))
          continue;
        const answer = await open.send(WINDOW, name, JSON.stringify({ ...honest, [field]: bad }));
        expect([field, JSON.stringify(bad).slice(0, 30), toFailure(answer).code]).toEqual([
          field,
          JSON.stringify(bad).slice(0, 30),
          'bad_input',
        ]);
      }
      // JSON has no NaN or Infinity, but a number that is too large becomes Infinity when it is read.
      if (isNumber)
        expect(
          toFailure(await open.send(WINDOW, name, JSON.stringify({ ...honest, [field]: '@' }).replace('"@"', '1e999')))
            .code,
        ).toBe('bad_input');
    }
    expect(dump(fixture.read)).toBe(before);
    expect(open.log).toEqual([]);
  });
  test('names and emails with invisible characters are refused beside their field', async () => {
    const fixture = createFixture({ hasFirm: false, passwords: createInstantHasher() });
    const open = openDoor(fixture);
    for (const field of ['firmName', 'firstName', 'lastName', 'email'] as const) {
      const honest = REQUESTS['firm.create'].input;
      for (const bad of ['\u202e', '\u200b', '\u0000', '\n', '\u00ad', '\u061c', '\u2028', '\u{E0041}', '\u3164']) {
        expect(
          await open.refusal(WINDOW, 'firm.create', {
            ...honest,
            [field]: honest[field].replace('n', `n${bad}x`).replace('Q', `Q${bad}x`),
          }),
        ).toMatchObject({ code: 'bad_input', fields: [{ field }] });
      }
    }
    expect(await open.screen(WINDOW)).toBe('first_run');
  });
  test('the reason "other" needs a note and a colleague who vouched needs a name; the problem is beside the field', async () => {
    const { open } = await setSceneAt('signed_in');
    const honest = REQUESTS['users.resetTwoFactor'].input;
    expect(
      await open.refusal(WINDOW, 'users.resetTwoFactor', { ...honest, reason: 'other', note: '  ' }),
    ).toMatchObject({
      code: 'bad_input',
      fields: [{ field: 'note' }],
    });
    expect(
      await open.refusal(WINDOW, 'users.resetTwoFactor', {
        ...honest,
        identityCheck: 'vouched_by_colleague',
        vouchedBy: ' ',
      }),
    ).toMatchObject({
      code: 'bad_input',
      fields: [{ field: 'vouchedBy' }],
    });
    expect(
      await open.refusal(WINDOW, 'users.resetTwoFactor', { ...honest, identityCheck: 'date_of_birth' }),
    ).toMatchObject({
      code: 'bad_input',
      fields: [{ field: 'identityCheck' }],
    });
  });
});

describe('the answer', () => {
  const SECRET = 'JBSWY3DPEHPK3PXP';

  test.each(NAMES)('%s fails closed when it has a key that the contract does not name', async (name) => {
    const { open } = await sceneFor(name);
    for (const extra of [
      { secret: SECRET },
      { rows: [{ secret: SECRET }], total: 1 },
      { screen: { name: 'sign_in', because: null, secret: SECRET } },
    ]) {
      await withHandler(
        name,
        () => extra,
        async () => {
          const answer = await open.send(WINDOW, name, JSON.stringify(REQUESTS[name].input));
          expect(toFailure(answer).code).toBe('unexpected');
          expect(answer).not.toContain(SECRET);
        },
      );
    }
    expect(open.log.join('\n')).not.toContain(SECRET);
  });
  test('one key too many in a right answer fails closed', async () => {
    const { open } = await setSceneAt('signed_in');
    const page = await open.ask(WINDOW, 'users.list', REQUESTS['users.list'].input);
    expect(page.rows.length).toBeGreaterThan(1);
    await withHandler(
      'users.list',
      () => ({ ...page, rows: page.rows.map((row) => ({ ...row, sealedSecret: SECRET })) }),
      async () => {
        expect((await open.refusal(WINDOW, 'users.list', REQUESTS['users.list'].input)).code).toBe('unexpected');
      },
    );
  });
  test.each<[string, unknown]>([
    ['an error', new Error(`no such table: ${SECRET}`)],
    ['a text', SECRET],
    ['nothing', undefined],
    ['null', null],
    ['an object', { message: SECRET, code: 5 }],
  ])('%s that is thrown becomes a reference without text; the log has both', async (_what, thrown) => {
    const { open } = await setSceneAt('signed_in');
    await withHandler(
      'users.list',
      () => {
        throw thrown;
      },
      async () => {
        const answer = await open.send(WINDOW, 'users.list', JSON.stringify(REQUESTS['users.list'].input));
        const failure = toFailure(answer);
        if (failure.code !== 'unexpected') throw new Error(`answered ${failure.code}`);
        expect(Object.keys(failure).sort()).toEqual(['code', 'reference']);
        expect(answer).not.toContain(SECRET);
        expect(open.log.at(-1)).toContain(failure.reference);
        expect(open.log.at(-1)).toContain('users.list');
      },
    );
  });
  test.each<[string, unknown]>([
    ['a fact that the contract does not name', { code: 'conflict', secret: SECRET }],
    ['a code that the contract does not name', { code: 'out_of_coffee' }],
    ['a fact that does not fit', { code: 'bad_input', fields: [{ field: 'email', message: SECRET.repeat(30) }] }],
    ['a missing fact', { code: 'locked_until' }],
  ])('a refusal with %s becomes a reference without text; the log names the place', async (_what, reason) => {
    const { open } = await setSceneAt('signed_in');
    await withHandler(
      'users.list',
      () => {
        throw new Refusal(reason as RefusalReason);
      },
      async () => {
        const answer = await open.send(WINDOW, 'users.list', JSON.stringify(REQUESTS['users.list'].input));
        const failure = toFailure(answer);
        if (failure.code !== 'unexpected') throw new Error(`answered ${failure.code}`);
        expect(answer).not.toContain(SECRET);
        expect(open.log.at(-1)).toContain(`${failure.reference} users.list: the refusal`);
        expect(open.log.at(-1)).toContain('does not fit its contract at');
        expect(open.log.join()).not.toContain(SECRET);
      },
    );
  });
  test.each([
    'SQLITE_FULL',
    'SQLITE_IOERR_WRITE',
    'SQLITE_READONLY',
    'ENOSPC',
  ])('%s becomes "cannot write"', async (code) => {
    const { open } = await setSceneAt('signed_in');
    await withHandler(
      'users.list',
      () => {
        throw Object.assign(new Error('at /home/someone/rekey.db'), { code });
      },
      async () => {
        expect(await open.refusal(WINDOW, 'users.list', REQUESTS['users.list'].input)).toEqual({
          code: 'cannot_write',
        });
      },
    );
  });
  test('live codes are never shown for a real firm, even if its database says that it is a sample', async () => {
    const { fixture, open } = await setScene();
    fixture.context.storage.transaction((tx) => tx.run('UPDATE firm SET is_sample = 1'));
    expect((await open.refusal(1, 'sample.listPeople', { search: '' })).code).toBe('not_now');
    expect((await open.ask(1, 'application.getState', {})).isSample).toBe(false);
  });
  test('a client role does not learn who at the firm reset somebody', async () => {
    const { fixture, open, admin } = await setScene();
    const client = fixture.addClient('Bluewater Marine');
    const bob = await fixture.addPerson({ role: 'client_admin', clients: [client] });
    const cleo = await fixture.addPerson({ role: 'client_ops', clients: [client] });
    await open.signIn(1, admin);
    await open.ask(1, 'users.resetTwoFactor', resetInput(fixture, cleo, fixture.nextCode(admin)));
    await open.signIn(2, bob);
    const list = await open.ask(2, 'users.list', REQUESTS['users.list'].input);
    expect(list.rows.find((row) => row.id === cleo.id)?.details?.twoFactor).toMatchObject({
      state: 'setup_required',
      resetBy: null,
    });
  });
});

describe('overlapping calls of one window', () => {
  test('a code that is sent twice leaves one session, and the window is in it', async () => {
    const { fixture, open, ann } = await setSceneAt('code');
    const input = JSON.stringify({ code: fixture.nextCode(ann) });
    const answers = await Promise.all([1, 2].map(() => open.send(WINDOW, 'session.verifyCode', input)));
    expect(answers.map((answer) => (JSON.parse(answer) as { ok: boolean }).ok).sort()).toEqual([false, true]);
    expect(fixture.read.all('SELECT * FROM sessions WHERE ended_at IS NULL')).toHaveLength(1);
    expect(await open.screen(WINDOW)).toBe('signed_in');
  });
  test('a sign-in that is cancelled before its answer ends its session at once', async () => {
    const { fixture, open, ann } = await setSceneAt('code');
    const answer = open.send(WINDOW, 'session.useRecoveryCode', JSON.stringify({ recoveryCode: ann.recoveryCodes[0] }));
    await open.ask(WINDOW, 'session.cancel', {});
    expect(toFailure(await answer)).toEqual({ code: 'not_now' });
    expect(fixture.read.all('SELECT * FROM sessions WHERE ended_at IS NULL')).toEqual([]);
    expect(await open.screen(WINDOW)).toBe('sign_in');
  });
  test('two clicks on Finish leave one session', async () => {
    const { fixture, open } = await setSceneAt('recovery_codes');
    await Promise.all([1, 2].map(() => open.send(WINDOW, 'setUp.finish', '{}')));
    expect(fixture.read.all('SELECT * FROM sessions WHERE ended_at IS NULL AND user_id = 2')).toHaveLength(1);
  });
  test('a setup that is cancelled while it is confirmed leaves no factor behind', async () => {
    const { fixture, open, ann } = await setSceneAt('authenticator');
    const { screen } = await open.ask(WINDOW, 'application.getState', {});
    if (screen.name !== 'authenticator') throw new Error('not at the authenticator');
    const code = codeAtStep(fromBase32(screen.setupKey), stepAt(fixture.clock.now()));
    const confirming = open.send(WINDOW, 'setUp.confirm', JSON.stringify({ code }));
    await open.ask(WINDOW, 'session.cancel', {});
    expect(toFailure(await confirming).code).toBe('not_now');
    expect(fixture.user(ann).twoFactor).not.toBe('set_up');
    expect(getAuthenticator(fixture.read, ann.id)).toBeUndefined();
  });
});
