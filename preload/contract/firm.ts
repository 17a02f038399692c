// The firm as a whole: settings, alerts, the recovery kit and the activity record.
import * as v from 'valibot';
import {
  before,
  count,
  freshCode,
  id,
  listOf,
  named,
  nothing,
  phone,
  place,
  shownName,
  shownPerson,
  shownPhone,
  shownPlace,
  text,
  time,
  version,
} from './fields.ts';
import { policyProblemSchema } from './policy.ts';
import { activityFilters, activityPageSchema, alertSchema } from './record.ts';
import { stateSchema } from './screen.ts';
import { dateOrderSchema, startStepSchema } from './words.ts';

const minuteOfDay = v.pipe(
  v.number('Enter a time like 07:30.'),
  v.safeInteger('Enter a time like 07:30.'),
  v.minValue(0, 'Enter a time like 07:30.'),
  v.maxValue(1440, 'Enter a time like 07:30, at most 24:00.'),
);
const typedNumber = v.pipe(v.number('Enter a number.'), v.safeInteger('Enter a whole number.'));

const settingsSchema = v.strictObject({
  firmName: named('firm name'),
  firmPhone: phone,
  signInPlace: place,
  isSetupCodeRequired: v.boolean(),
  setupCodeMinutes: v.pipe(typedNumber, v.minValue(10, 'At least 10 minutes.'), v.maxValue(10_080, 'At most 7 days.')),
  /** So many failures in a row disable a password or a code. */
  maxFailures: v.pipe(typedNumber, v.minValue(6, 'At least 6.'), v.maxValue(20, 'At most 20.')),
  /** Acts that open a Partner Admin's account, or both halves of any account, wait for another Partner Admin. */
  isSecondApproverRequired: v.boolean(),
  /** For so many days, two accounts count as one person after one of them let the other in. */
  tieDays: v.pipe(typedNumber, v.minValue(7, 'At least 7 days.'), v.maxValue(90, 'At most 90 days.')),
  /** After so many days without a checked backup, a new one is due. */
  backupDays: v.pipe(typedNumber, v.minValue(1, 'At least 1 day.'), v.maxValue(31, 'At most 31 days.')),
  /** Months from one access review to the next; 0 for none. */
  reviewMonths: v.picklist([0, 3, 6, 12], 'Choose how often.'),
  /** A window locks after so many minutes without a key or the mouse. */
  idleLockMinutes: v.pipe(typedNumber, v.minValue(1, 'At least 1 minute.'), v.maxValue(60, 'At most 60 minutes.')),
  /** Days of the week from 0, Sunday. Each stands once and they are in order. */
  workDays: v.pipe(
    listOf(v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(6)), 7),
    v.check((days) => days.every((day, i) => i === 0 || day > (days[i - 1] ?? 7))),
  ),
  /** Minutes of the computer's own day. */
  workFrom: v.pipe(minuteOfDay, v.maxValue(1439, 'Enter a time before 24:00.')),
  workUntil: minuteOfDay,
  dateOrder: dateOrderSchema,
});
export type Settings = v.InferOutput<typeof settingsSchema>;
/** What is stored is shown, also where today's form would not take it. */
const shownSettingsSchema = v.strictObject({
  ...settingsSchema.entries,
  firmName: shownName,
  firmPhone: shownPhone,
  signInPlace: shownPlace,
  setupCodeMinutes: count,
  maxFailures: count,
  idleLockMinutes: count,
  workDays: v.array(count),
  workFrom: count,
  workUntil: count,
});

const keyCheckSchema = v.picklist(['opens', 'missing', 'refused', 'no_answer', 'other_key', 'secret_altered']);
export type KeyCheck = v.InferOutput<typeof keyCheckSchema>;

const newKit = v.strictObject({ code: text(39), madeAt: time });

const activityQuerySchema = v.strictObject({ ...activityFilters, before });

export const firmRequests = {
  /** What a new firm does first, in order, and which of it is done. */
  'firm.getStart': {
    input: nothing,
    output: v.strictObject({ steps: v.array(v.strictObject({ step: startStepSchema, isDone: v.boolean() })) }),
  },
  'settings.get': {
    input: nothing,
    output: v.strictObject({
      settings: shownSettingsSchema,
      version,
      needsCode: v.boolean(),
      /** Somebody asked to switch the second approver off: until when that can be approved. */
      offWaitsUntil: v.nullable(time),
      /** What the policy file at the computer with the data fixes. */
      managed: v.strictObject({
        problem: v.nullable(policyProblemSchema),
        idleLockMinutesAtMost: v.nullable(count),
        /** `comes_on`: by itself, when enough Partner Admins are independent. */
        secondApprover: v.picklist(['free', 'stays_on', 'comes_on']),
        isSignInPlaceFixed: v.boolean(),
      }),
      /** Which Partner Admins count as one person now, and what ends that. */
      independence: v.strictObject({
        groups: v.array(v.array(text(254))),
        ties: v.array(
          v.strictObject({
            actorName: text(254),
            subjectName: text(254),
            at: time,
            endsAt: time,
            waitsToBeSeen: v.boolean(),
          }),
        ),
      }),
    }),
  },
  'settings.save': {
    input: v.strictObject({
      version,
      settings: v.pipe(
        settingsSchema,
        v.forward(
          v.partialCheck(
            [['workFrom'], ['workUntil']],
            (hours) => hours.workFrom < hours.workUntil,
            'The end must be after the start.',
          ),
          ['workUntil'],
        ),
      ),
      code: freshCode,
    }),
    /** `waitsForApproval`: everything is saved, except that the second approver stays on for now. */
    output: v.strictObject({ version, waitsForApproval: v.boolean() }),
  },
  'alerts.list': {
    input: v.strictObject({ before }),
    output: v.strictObject({
      alerts: v.array(v.strictObject({ ...alertSchema.entries, seenBy: v.array(shownPerson) })),
      next: before,
    }),
  },
  /** For the signed-in Partner Admin only. The others still see these alerts. Not for those that `alerts.vouch` takes. */
  'alerts.markSeen': {
    input: v.strictObject({ alertIds: v.pipe(listOf(id, 100), v.minLength(1)) }),
    output: stateSchema,
  },
  /** Marks one alert as seen that ends a tie or the protection of a former Partner Admin. */
  'alerts.vouch': { input: v.strictObject({ alertId: id, code: freshCode }), output: stateSchema },
  'recoveryKit.get': {
    input: nothing,
    output: v.strictObject({
      /** Null: there is none, and the next Partner Admin who signs in receives one. */
      kit: v.nullable(
        v.strictObject({
          madeAt: time,
          madeBy: shownPerson,
          isKept: v.boolean(),
          /** It also opens the data where the key store has lost the key. A kit from before does not. */
          opensData: v.boolean(),
        }),
      ),
      needsCode: v.boolean(),
    }),
  },
  /** Answers the new code once. The old one no longer works. */
  'recoveryKit.replace': { input: v.strictObject({ code: freshCode }), output: newKit },
  'recoveryKit.keep': { input: v.strictObject({ madeAt: count }), output: nothing },
  /** Stops a use that waits. Somebody knows the code of that kit, so the answer is a new one, once. */
  'recoveryKit.stopUse': { input: v.strictObject({ useId: id, code: freshCode }), output: newKit },
  /** Reads the data key from the disk again, opens it with the key store, and a secret with it. Nothing is changed. */
  'dataKey.check': {
    input: nothing,
    output: v.strictObject({
      result: keyCheckSchema,
      /** Which key store was asked. Null: the key is in a file only, or nothing says its name. */
      store: v.nullable(text(100)),
      at: time,
    }),
  },
  /** Checks the whole activity record. `activity.verifying` says how far it is. */
  'activity.verify': {
    input: nothing,
    output: v.strictObject({
      records: count,
      /** Of the first and the last record. */
      from: v.nullable(time),
      until: v.nullable(time),
      /** The first ones of `breakCount`. */
      breaks: v.array(v.strictObject({ first: id, last: id, kind: v.picklist(['changed', 'missing', 'unreadable']) })),
      breakCount: count,
      /** The record says that it was altered, cut or replaced. */
      isAlteredBefore: v.boolean(),
    }),
  },
  /** The number that paper carries now (domain/printed-number.ts): what is being printed has its own record behind it. */
  'activity.getHead': {
    input: nothing,
    /** `fingerprint`: of the firm's key, which signs evidence packs. */
    output: v.strictObject({ printed: text(60), fingerprint: text(60) }),
  },
  /** Compares a printed number with the record, and checks all records up to it. `activity.verifying` says how far it is. */
  'activity.checkPrinted': {
    input: v.strictObject({ printed: v.pipe(v.string(), v.maxLength(200, 'This is too long.')) }),
    output: v.strictObject({
      verdict: v.picklist(['as_printed', 'differs', 'no_such_record', 'earlier_altered']),
      number: id,
      at: v.nullable(time),
      last: count,
      firstAltered: v.nullable(id),
    }),
  },
  'activity.list': {
    input: activityQuerySchema,
    output: v.strictObject({
      ...activityPageSchema.entries,
      /**
       * How far back this answer has looked. Older records may match too while `next` is not null. A damaged record has no
       * time.
       */
      lookedBackTo: v.fallback(v.nullable(time), null),
    }),
  },
  /** How many records match, some thousands at a time: the whole number is the sum until `next` is null. */
  'activity.count': { input: activityQuerySchema, output: v.strictObject({ count, next: v.nullable(id) }) },
} as const;
