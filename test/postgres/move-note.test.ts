// A disk that fails while a note of a move is written or removed: what the move says is what the folder is.
import { existsSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { moveBack } from '../../main/move-back.ts';
import { moveFirm } from '../../main/move-firm.ts';
import { isOnPostgres } from '../../main/storage/files/postgres-note.ts';
import { address, dropAfterEach, kindOf, openMoved, placeWithFirm } from '../support/moving-firm.ts';

const disk = vi.hoisted(() => ({ flushesOf: undefined as 'file' | 'folder' | undefined }));
vi.mock('node:fs', async (importOriginal) => {
  const fs = await importOriginal<typeof import('node:fs')>();
  return {
    ...fs,
    fsyncSync(handle: number) {
      const what = fs.fstatSync(handle).isDirectory() ? 'folder' : 'file';
      if (what === disk.flushesOf) throw Object.assign(new Error('the disk fails'), { code: 'EIO' });
      fs.fsyncSync(handle);
    },
  };
});
dropAfterEach();
afterEach(() => {
  disk.flushesOf = undefined;
});

test('a note that was written and is not flushed is a move, and the move says so', async () => {
  const { place, workspace } = await placeWithFirm();
  disk.flushesOf = 'folder';
  const { notFlushed, rows } = moveFirm(workspace, place.folder, address);
  expect(rows).toBeGreaterThan(300);
  expect(notFlushed).toMatchObject({ code: 'EIO' });
  disk.flushesOf = undefined;
  expect(await kindOf(place.open())).toBe('on_postgres');
  expect(await kindOf(openMoved(place))).toBe('opened');
});

test('a note that could not be written is no move', async () => {
  const { place, workspace } = await placeWithFirm();
  disk.flushesOf = 'file';
  expect(() => moveFirm(workspace, place.folder, address)).toThrow('the disk fails');
  disk.flushesOf = undefined;
  expect(isOnPostgres(place.folder)).toBe(false);
  workspace.close();
  expect(await kindOf(place.open())).toBe('opened');
});

test('a move back whose copy is not flushed is none', async () => {
  const { place, workspace } = await placeWithFirm();
  moveFirm(workspace, place.folder, address);
  const moved = await openMoved(place);
  disk.flushesOf = 'folder';
  await expect(moveBack(moved, place.folder)).rejects.toThrow('the disk fails');
  disk.flushesOf = undefined;
  moved.close();
  expect(existsSync(place.file)).toBe(false);
  expect(await kindOf(openMoved(place))).toBe('opened');
});
