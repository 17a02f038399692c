// What a new firm does first, and which of it is done. A new step has one line in START_STEPS, one in the contract's list of
// words, and its words and its way in renderer/start-steps.tsx.
import type { Reader } from '../../storage/engine/database.ts';
import { hasClients } from '../../storage/tables/clients.ts';
import { getFirm } from '../../storage/tables/firm.ts';
import { getLastBackup } from '../../storage/tables/last-backup.ts';
import { hasPeopleBesideAdmins, listAdmins, type User } from '../../storage/tables/users.ts';

const activeAdmins = (reader: Reader): readonly User[] =>
  listAdmins(reader).filter(({ status }) => status === 'active');

const START_STEPS = {
  /** One who is invited cannot help yet. */
  second_admin: (reader) => activeAdmins(reader).length > 1,
  first_client: hasClients,
  people: hasPeopleBesideAdmins,
  admin_numbers: (reader) => activeAdmins(reader).every(({ phone }) => phone !== ''),
  backup: (reader) => getLastBackup(reader) !== undefined,
} as const satisfies Readonly<Record<string, (reader: Reader) => boolean>>;

export type StartStep = keyof typeof START_STEPS;

/** In the order in which they are shown. */
export const listStartSteps = (reader: Reader): { step: StartStep; isDone: boolean }[] =>
  Object.entries(START_STEPS)
    // The sample firm is invented: nobody loses it.
    .filter(([step]) => step !== 'backup' || getFirm(reader)?.isSample !== true)
    .map(([step, isDone]) => ({ step: step as StartStep, isDone: isDone(reader) }));
