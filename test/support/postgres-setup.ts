// Before the tests of the project `postgres`: a server of their own, and a database with the schema that every test copies.

import { connect } from '../../main/storage/engine/postgres/connection.ts';
import { createSchema } from '../../main/storage/engine/postgres/prepare-database.ts';
import { findPostgres, startPostgres } from '../../scripts/toolchain/postgres.mjs';
import { SERVER, TEMPLATE, urlOf } from './engine.ts';

export function setup(): (() => void) | undefined {
  const programs = findPostgres();
  if (programs === undefined) throw new Error('PostgreSQL is not here: install the package postgresql');
  const server = startPostgres(programs);
  try {
    makeTemplate(server.socket);
  } catch (error) {
    server.stop();
    throw error;
  }
  return server.stop;
}

function makeTemplate(socket: string): void {
  process.env[SERVER] = socket;
  const first = connect({ url: urlOf('postgres') }, false);
  first.run({ text: `CREATE DATABASE ${TEMPLATE}` });
  first.close();
  const template = connect({ url: urlOf(TEMPLATE) }, false);
  createSchema(template);
  template.close();
}
