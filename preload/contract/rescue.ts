// What the page about data that cannot be opened may ask for, at the start of Rekey: there is no firm behind it, no session,
// and no other request. The recovery kit or a backup with its passphrase is the proof.
import * as v from 'valibot';
import { count, nothing, shownName, text, time, typedCode } from './fields.ts';

const passphrase = v.pipe(
  v.string(),
  v.maxLength(1024, 'Use at most 128 characters.'),
  v.nonEmpty('Enter the passphrase.'),
);
/** Found: the window goes on to the sign-in page. */
const searchSchema = v.strictObject({
  search: v.picklist(['found', 'bad_code', 'wrong_code', 'no_kit', 'other_firm']),
});

export const rescueRequests = {
  'rescue.openWithKit': { input: v.strictObject({ code: typedCode }), output: searchSchema },
  /** The last backup that was checked on this computer, as a note beside the data says. Nobody has opened it here yet. */
  'rescue.getLastBackup': {
    input: nothing,
    output: v.strictObject({
      last: v.nullable(
        v.strictObject({
          fileName: text(1000),
          /** The folder that it was saved in. */
          folder: text(4096),
          checkedAt: time,
          /** The firm was moved to another computer with it. */
          isMove: v.boolean(),
          /** It is there now, as a file. */
          isThere: v.boolean(),
          /** Activity records that came after it, and when the last one did. Null: nobody can know here. */
          after: v.nullable(v.strictObject({ records: count, until: time })),
        }),
      ),
    }),
  },
  /** Chooses that backup, as if the person had found it in the dialog. */
  'rescue.chooseLastBackup': { input: nothing, output: v.strictObject({ fileName: text(1000) }) },
  /** Asks for a file. Null: the person cancelled. */
  'rescue.chooseBackup': { input: nothing, output: v.strictObject({ fileName: v.nullable(text(1000)) }) },
  /** Takes the key out of the chosen backup. The data stays as it is. */
  'rescue.openWithBackup': { input: v.strictObject({ passphrase }), output: searchSchema },
  /** Decrypts and checks the chosen backup, and says what is in it. Nothing is replaced. */
  'rescue.readBackup': {
    input: v.strictObject({ passphrase }),
    output: v.strictObject({
      firm: shownName,
      madeAt: time,
      people: count,
      records: count,
      /** Of its last record (domain/printed-number.ts). Empty: it has none. */
      printedNumber: text(60),
      /** Null: nobody can know here. */
      recordsLost: v.nullable(count),
    }),
  },
  /** Asks for a folder, and copies the damaged files there as they are. Null: the person cancelled. */
  'rescue.saveDamaged': { input: nothing, output: v.strictObject({ folderName: v.nullable(text(1000)) }) },
  /** Puts it in the place of what cannot be opened. */
  'rescue.restore': { input: nothing, output: nothing },
} as const;

export type RescueName = keyof typeof rescueRequests;
export type RescueInput<N extends RescueName> = v.InferInput<(typeof rescueRequests)[N]['input']>;
export type RescueOutput<N extends RescueName> = v.InferOutput<(typeof rescueRequests)[N]['output']>;
