// Backups of the firm, and the firm from a backup.
import * as v from 'valibot';
import { count, freshCode, nothing, shownName, text, time } from './fields.ts';
import { stateSchema } from './screen.ts';

const passphrase = v.pipe(
  v.string(),
  v.maxLength(1024, 'Use at most 128 characters.'),
  v.nonEmpty('Enter the passphrase.'),
);

const backupStateSchema = v.strictObject({
  /** The last one that was opened again and found whole. */
  last: v.nullable(
    v.strictObject({
      checkedAt: time,
      people: count,
      records: count,
      isRecordIntact: v.boolean(),
      /** Of its last record (domain/printed-number.ts). Empty: that record is not there. */
      printedNumber: text(60),
    }),
  ),
  /** There is none, or none for as long as the policy allows. */
  isDue: v.boolean(),
  /** Automatic backups. The folder is the one that the person has chosen. */
  plan: v.nullable(v.strictObject({ folder: text(4096), hasFailed: v.boolean() })),
  /** Of automatic backups: the policy file names it, and nobody is asked for one. */
  fixedFolder: v.nullable(text(4096)),
  needsCode: v.boolean(),
});

const order = v.strictObject({
  passphrase,
  repeated: v.pipe(v.string(), v.maxLength(1024, 'Use at most 128 characters.')),
  code: freshCode,
});
const madeSchema = v.strictObject({ ...backupStateSchema.entries, isMade: v.boolean() });

export const backupsRequests = {
  'backups.get': { input: nothing, output: backupStateSchema },
  /** Asks where, and writes a backup there. `backup.progress` says how far it is. */
  'backups.make': { input: order, output: madeSchema },
  /** Asks for a folder, writes a backup there, and goes on by itself every day and when Rekey closes. */
  'backups.plan': { input: order, output: madeSchema },
  /** Asks where, writes a backup there that moves the firm to another computer, and closes the firm here. */
  'backups.move': { input: order, output: madeSchema },
  'backups.stopPlan': { input: nothing, output: nothing },
  /** Asks for a file. It is for a Partner Admin, and for everybody while there is no firm. Null: the person cancelled. */
  'backups.choose': { input: nothing, output: v.strictObject({ fileName: v.nullable(text(1000)) }) },
  /** Decrypts and checks the chosen file, and says what is in it. Nothing is replaced. */
  'backups.open': {
    input: v.strictObject({ passphrase }),
    output: v.strictObject({
      firm: shownName,
      madeAt: time,
      appVersion: text(40),
      people: count,
      records: count,
      /** Of its last record (domain/printed-number.ts). Empty: it has none. */
      printedNumber: text(60),
      /** The backup moves the firm: the computer that it comes from. */
      movedFrom: v.nullable(text(100)),
      isRecordIntact: v.boolean(),
      /** Records that were made after the backup. Null: nobody can know here. */
      recordsLost: v.nullable(count),
      /** A code of the administrator's own is needed to restore it. */
      needsCode: v.boolean(),
      /**
       * Where the firm takes a second approver, the code of the recovery kit is needed too, and a colleague who is
       * independent of the administrator has to have made the kit.
       */
      kit: v.picklist(['none', 'needed', 'not_independent']),
    }),
  },
  'backups.leave': { input: nothing, output: nothing },
  /** Puts the opened backup in the place of the firm. Every window starts at the sign-in page. */
  'backups.restore': {
    /** The code of the recovery kit is empty where none is needed. */
    input: v.strictObject({ code: freshCode, kit: freshCode }),
    output: stateSchema,
  },
  /** The same on the first run, where there is no firm. */
  'firm.restore': { input: nothing, output: stateSchema },
} as const;
