// What a window asks of the desktop: the clipboard, files, paper, mail, and protection from screenshots.
import * as v from 'valibot';
import { evidenceId } from './evidence.ts';
import { email, nothing, savedFile, text } from './fields.ts';

/** Without the extension. */
const suggestedName = v.pipe(text(60), v.regex(/^[a-z0-9-]+$/));

export const desktopRequests = {
  /** A secret is removed from the clipboard after 60 seconds. */
  'clipboard.copy': {
    input: v.strictObject({ text: v.pipe(text(30_000), v.minLength(1)), isSecret: v.boolean() }),
    output: nothing,
  },
  /** Asks where to save a text, such as a letter or recovery codes. */
  'document.save': {
    input: v.strictObject({
      suggestedName,
      // Letters to a hundred people in one file fit; the door takes 262,144 characters.
      text: v.pipe(text(240_000), v.minLength(1)),
    }),
    output: v.strictObject({ file: savedFile }),
  },
  /** Prints what the window shows for paper. The system's own dialog asks how. */
  'document.print': {
    input: nothing,
    output: v.strictObject({ outcome: v.picklist(['printed', 'cancelled', 'no_printer', 'failed']) }),
  },
  /** Asks where to save a PDF of what the window shows for paper. */
  'document.savePdf': { input: v.strictObject({ suggestedName }), output: v.strictObject({ file: savedFile }) },
  /** Prints what the window shows for paper as the report of an evidence pack, and writes the pack as one zip file. */
  'evidence.save': {
    input: v.strictObject({ evidenceId, suggestedName }),
    output: v.strictObject({ file: savedFile }),
  },
  /** Opens a draft in the person's mail program. Nothing is sent. */
  'document.mail': {
    input: v.strictObject({
      to: email,
      subject: text(200),
      text: text(4000),
    }),
    output: nothing,
  },
  /** While a secret is on the screen, the window stays out of screenshots and screen sharing where the system can do so. */
  'window.setSecretShown': { input: v.strictObject({ isShown: v.boolean() }), output: nothing },
} as const;
