// A snapshot of the open database on either engine, also from another thread.
import type { DatabaseSource, Snapshot } from './database.ts';
import { openSnapshot } from './open-database.ts';
import { openPostgresSnapshot } from './postgres/postgres-snapshot.ts';

export const snapshotOf = (source: DatabaseSource): Snapshot =>
  typeof source === 'string' ? openSnapshot(source) : openPostgresSnapshot(source);
