// The bridge sends main nothing but texts that main would read, whatever a script in the window hands it.
import { expect, test, vi } from 'vitest';
import { MAX_INPUT_LENGTH } from '../../preload/channels.ts';
import type { Bridge } from '../../preload/contract/index.ts';

const invoked = vi.hoisted(() => [] as unknown[]);
const exposed = vi.hoisted(() => ({ bridge: undefined as unknown }));
vi.mock('electron', () => ({
  contextBridge: {
    exposeInMainWorld(_name: string, bridge: unknown) {
      exposed.bridge = bridge;
    },
  },
  ipcRenderer: {
    on() {},
    async invoke(...args: unknown[]) {
      invoked.push(args);
      return '{"ok":true}';
    },
  },
}));

test('only texts of a readable length cross', async () => {
  await import('../../preload/preload.ts');
  const bridge = exposed.bridge as Bridge;
  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;
  const hostile: unknown[] = [
    cyclic,
    new Map(),
    new Uint8Array(9),
    [],
    null,
    undefined,
    5,
    'x'.repeat(MAX_INPUT_LENGTH + 1),
  ];
  for (const value of hostile) {
    expect(JSON.parse(await bridge.request('users.list', value as never))).toMatchObject({
      ok: false,
      failure: { code: 'bad_input' },
    });
    expect(JSON.parse(await bridge.request(value as never, '{}'))).toMatchObject({ ok: false });
  }
  expect(invoked).toEqual([]);
  expect(await bridge.request('users.list', '{}')).toBe('{"ok":true}');
  expect(invoked).toHaveLength(1);
});
