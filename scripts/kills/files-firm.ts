// The firm of the campaign with imports, exports, evidence packs and reviews: many Partner Admins, because each code is good once,
// and some hundred people. And the look at it after each disturbance, at a copy of its folder.
import { createHash, verify } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { unzipSync } from 'fflate';
import type { Context } from '../../main/services/act/context.ts';
import { macOfCode } from '../../main/services/act/issued-code.ts';
import { PACK_FILES, REPORT } from '../../main/services/evidence/pack-files.ts';
import { sealDataKey } from '../../main/services/secrets/key-under-kit.ts';
import { hashKit } from '../../main/services/sign-in/make-recovery-kit.ts';
import { insertClient, insertMembership } from '../../main/storage/tables/clients.ts';
import { getFirm, insertFirm, updateFirm } from '../../main/storage/tables/firm.ts';
import { getOneTimeCode } from '../../main/storage/tables/one-time-codes.ts';
import { replaceRecoveryKit } from '../../main/storage/tables/recovery-kit.ts';
import { getUserByEmail } from '../../main/storage/tables/users.ts';
import {
  clientPerson,
  findDamage,
  insertPerson,
  KIT_CODE,
  makeProofs,
  placesIn,
  withFirm,
} from './application-firm.ts';

export const ADMINS = 100;
const PEOPLE = 400;
const DAY_MS = 24 * 3_600_000;
export const CLIENT = 'Bluewater Marine';

export const adminEmail = (round: number): string => `admin${round % ADMINS}@firm.example`;

/** Rows of an import: those of new people fill three batches and a part, and those of known people follow. */
export const ROWS = { invited: 1600, updated: 40 } as const;
export const invitedEmail = (list: number, row: number): string => `list${list}-row${row}@new.example`;

export async function makeFilesFirm(root: string): Promise<void> {
  mkdirSync(placesIn(root).data, { recursive: true });
  await withFirm(root, async ({ context, recordWatch }) => {
    const now = Date.now() - DAY_MS;
    const proofs = await makeProofs(context);
    const { random } = context;
    context.storage.transaction((tx) => {
      insertFirm(tx, { name: 'Ashworth & Partners', createdAt: now, isSample: false });
      const sealedDataKey = sealDataKey(context.home.dataKey, KIT_CODE, proofs.salt, random.bytes);
      const made = { createdAt: now, createdBy: 'Margaret Ashworth', createdById: null, savedAt: now };
      replaceRecoveryKit(tx, {
        salt: proofs.salt,
        hash: hashKit(context, KIT_CODE, proofs.salt),
        ...made,
        sealedDataKey,
      });
      // A busy machine is slower than a person who has left.
      const firm = getFirm(tx);
      if (firm !== undefined) updateFirm(tx, firm.version, { ...firm, idleLockMinutes: 60 });
      const clientId = insertClient(tx, {
        name: CLIENT,
        type: 'company',
        status: 'active',
        accountingSoftware: '',
        addedAt: now,
      });
      for (let number = 0; number < ADMINS; number++) {
        const names = { firstName: 'Admin', lastName: `Number${number}` };
        insertPerson(context, tx, { ...proofs, now }, { email: adminEmail(number), ...names, isAdmin: true });
      }
      for (let number = 0; number < PEOPLE; number++)
        insertMembership(tx, insertPerson(context, tx, { ...proofs, now }, clientPerson(number)), clientId);
    });
    recordWatch.lookAtEnd();
  });
}

/** Opens a copy of the firm, while the application stands at its sign-in page. */
export async function lookAtCopy(
  root: string,
  look: (context: Context) => readonly string[],
): Promise<readonly string[]> {
  const copy = join(root, 'copy');
  rmSync(copy, { recursive: true, force: true });
  const { data } = placesIn(root);
  cpSync(data, placesIn(copy).data, {
    recursive: true,
    filter: (source) => source === data || /data\/(firm|record-anchor\.json)/.test(source.slice(root.length)),
  });
  rmSync(join(placesIn(copy).folder, 'in-use.json'), { force: true });
  const wrong: string[] = [];
  await withFirm(copy, async ({ context, recordWatch }) => {
    wrong.push(...(await findDamage(context, recordWatch)), ...look(context));
  });
  rmSync(copy, { recursive: true, force: true });
  return wrong;
}

/** What is half: beside the target, and in Rekey's own notes. */
export function findHalves(root: string, files: string): readonly string[] {
  const { data, folder } = placesIn(root);
  const notes = join(data, 'half-files');
  return [
    ...readdirSync(files).filter((name) => name.startsWith('.') || name.endsWith('.new')),
    ...(existsSync(notes) ? readdirSync(notes).map((name) => `half-files/${name}`) : []),
    ...readdirSync(folder).filter((name) => !/^(data-key\.json|in-use\.json|rekey\.db(-wal|-shm)?)$/.test(name)),
  ];
}

export const count = ({ storage }: Context, sql: string, params = {}): number =>
  Number(storage.read.get(sql, params)?.['n']);

export const rowsOf = (file: string): readonly string[][] => {
  const text = readFileSync(file, 'utf8');
  if (!text.endsWith('\r\n')) throw new Error(`${file} is cut off`);
  return parse(text, { bom: true });
};

/** @returns how many codes of the file do not open the account that is named beside them. */
export function countWrongCodes(context: Context, file: string): number {
  const { read } = context.storage;
  return rowsOf(file)
    .slice(1)
    .filter(([, email = '', code = '']) => {
      const user = getUserByEmail(read, email);
      const stored = user === undefined ? undefined : getOneTimeCode(read, user.id);
      if (user === undefined || stored === undefined) return true;
      return !Buffer.from(stored.mac).equals(macOfCode(context, 'one_time_code', user.id, code));
    }).length;
}

/** @returns what is wrong with a pack that has its name. */
export function findWrongInPack(file: string): readonly string[] {
  const entries = new Map(
    Object.entries(unzipSync(readFileSync(file))).map(([name, bytes]) => [name.slice(name.indexOf('/') + 1), bytes]),
  );
  const sums = Buffer.from(entries.get('SHA256SUMS') ?? []);
  const lines = sums.toString().trimEnd().split('\n');
  const wrong = lines
    .map((line) => [line.slice(0, 64), line.slice(66)] as const)
    .filter(
      ([sum, name]) =>
        createHash('sha256')
          .update(entries.get(name) ?? '')
          .digest('hex') !== sum,
    )
    .map(([, name]) => `${name} of the pack has another hash`);
  if (lines.length !== PACK_FILES.length + 1 || !entries.has(REPORT)) wrong.push('the pack is not whole');
  const key = Buffer.from(entries.get('firm-key.pem') ?? []).toString();
  const signature = entries.get('SHA256SUMS.sig') ?? new Uint8Array();
  if (!verify(null, sums, key, signature)) wrong.push('the signature does not fit');
  return wrong;
}
