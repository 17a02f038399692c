// The application as a whole: the state of a window, the first run and the sample firm.
import * as v from 'valibot';
import {
  count,
  email,
  givenNames,
  named,
  nothing,
  oneNameOf,
  password,
  place,
  search,
  shownEmail,
  shownPerson,
  text,
} from './fields.ts';
import { stateSchema } from './screen.ts';
import { roleSchema, statusSchema } from './words.ts';

const samplePersonSchema = v.strictObject({
  name: shownPerson,
  email: shownEmail,
  role: roleSchema,
  status: statusSchema,
  /** The code that works now; null where the person has no authenticator. */
  code: v.nullable(text(6)),
  /** That code was used already; the next one comes with the next half minute. */
  isUsed: v.boolean(),
});
export type SamplePerson = v.InferOutput<typeof samplePersonSchema>;

export const applicationRequests = {
  'application.getState': { input: nothing, output: stateSchema },
  'firm.create': {
    input: v.pipe(
      v.strictObject({
        firmName: named('firm name'),
        ...givenNames,
        email,
        password,
        signInPlace: v.optional(place),
      }),
      oneNameOf(),
    ),
    output: stateSchema,
  },
  /** Creates a sample firm in its own folder and opens it. */
  'sample.open': { input: nothing, output: stateSchema },
  /** Returns to the first run. The sample firm is deleted. */
  'sample.leave': { input: nothing, output: stateSchema },
  'sample.listPeople': {
    input: v.strictObject({ search }),
    output: v.strictObject({
      password: text(100),
      secondsLeft: count,
      /** The code for the setup on this window's screen, as a phone would show it after scanning. */
      pendingCode: v.nullable(text(6)),
      people: v.array(samplePersonSchema),
    }),
  },
} as const;
