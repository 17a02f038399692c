// A firm that moves between its folder and a database of PostgreSQL that has the name of this process.
import { afterEach } from 'vitest';
import { problemOf } from '../../main/problem.ts';
import { fillSampleFirm } from '../../main/services/firm/sample-firm.ts';
import { connect } from '../../main/storage/engine/postgres/connection.ts';
import { openWorkspace, type Workspace } from '../../main/workspace.ts';
import { urlOf } from './engine.ts';
import { makePlace, noKeyStore, note, type Place } from './place.ts';

const DATABASE = `moved_${process.pid}`;
export const address = { url: urlOf(DATABASE) };

function atServer(...statements: string[]): void {
  const server = connect({ url: urlOf('postgres') }, false);
  for (const text of statements) server.run({ text });
  server.close();
}

export function dropAfterEach(): void {
  afterEach(() => atServer(`DROP DATABASE IF EXISTS ${DATABASE} WITH (FORCE)`));
}

const makeDatabase = (): void =>
  atServer(`CREATE DATABASE ${DATABASE}`, `REVOKE ALL ON DATABASE ${DATABASE} FROM PUBLIC`);

/** Removes the database, and makes an empty one in its place. */
export const emptyDatabase = (): void => {
  atServer(`DROP DATABASE ${DATABASE} WITH (FORCE)`);
  makeDatabase();
};

export const openMoved = ({ folder, anchorFile, clock }: Place): Promise<Workspace> =>
  openWorkspace(folder, {
    keyStore: noKeyStore,
    clock,
    appVersion: '0.0.0-test',
    isSample: false,
    anchorFile,
    postgres: address,
  });

export const kindOf = async (opening: Promise<Workspace>): Promise<string> =>
  opening.then(
    (workspace) => {
      workspace.close();
      return 'opened';
    },
    (error: unknown) => problemOf(error).kind,
  );

export async function placeWithFirm(): Promise<{ readonly place: Place; readonly workspace: Workspace }> {
  makeDatabase();
  const place = makePlace();
  const workspace = await place.open();
  await fillSampleFirm(workspace.context);
  note(workspace, 300);
  return { place, workspace };
}
