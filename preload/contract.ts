// The contract between the window and main: every request with the shape of its input and output, every event with its
// payload. The single source of truth: a request without a handler does not compile, a key that is not named here fails.
// The renderer imports its types only; main checks both directions against it.
import * as v from 'valibot';

const text = (max: number) => v.pipe(v.string(), v.maxLength(max));
// Safe integers: SQLite's are whole, and a larger number would be rounded on the way.
const time = v.pipe(v.number(), v.safeInteger());
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const id = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const nothing = v.strictObject({});

// Control characters and invisible direction marks let one name pass for another, or break a line in a letter.
const INVISIBLE = /[\p{Cc}\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/u;
const named = (what: string) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.normalize('NFC'),
    v.nonEmpty(`Enter the ${what}.`),
    v.maxLength(100, `The ${what} can have at most 100 characters.`),
    v.check((value) => !INVISIBLE.test(value), `The ${what} contains characters that cannot be seen. Type it again by hand.`),
  );
const email = v.pipe(
  v.string(),
  v.trim(),
  v.nonEmpty('Enter the email.'),
  v.maxLength(254, 'An email can have at most 254 characters.'),
  v.check((value) => /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(value) && !INVISIBLE.test(value), 'This is not an email. It looks like name@firm.com.'),
);
const password = v.pipe(v.string(), v.nonEmpty('Enter the password.'), v.maxLength(1024, 'Use at most 128 characters.'));
const typedCode = v.pipe(v.string(), v.trim(), v.nonEmpty('Enter the code.'), v.maxLength(64, 'That is too long for a code.'));

export const roleSchema = v.picklist(['partner_admin', 'partner_ops', 'client_admin', 'client_ops', 'client_self_service']);
export const statusSchema = v.picklist(['invited', 'invitation_expired', 'active', 'locked', 'deactivated']);
export const userColumnSchema = v.picklist(['name', 'email', 'role', 'clientAccess', 'status', 'twoFactor', 'lastSignIn']);
export const resetReasonSchema = v.picklist(
  ['lost_phone', 'stolen_phone', 'new_phone', 'app_removed', 'too_many_attempts', 'setup_code_lost', 'other'],
  'Choose why the reset is needed.',
);
export const identityCheckSchema = v.picklist(
  ['call_back', 'video_with_id', 'in_person', 'vouched_by_colleague'],
  'Choose how you checked who is asking.',
);

const personSchema = v.strictObject({ id, firstName: text(100), lastName: text(100), email: text(254), role: roleSchema });

const noticeSchema = v.strictObject({ at: time, byName: text(201), reason: resetReasonSchema });

/** Where a window stands. Main decides it; the renderer draws it. */
export const screenSchema = v.variant('name', [
  v.strictObject({ name: v.literal('first_run') }),
  v.strictObject({ name: v.literal('sign_in'), because: v.nullable(v.picklist(['signed_out', 'session_ended', 'too_slow', 'changed_meanwhile'])) }),
  v.strictObject({ name: v.literal('code'), email: text(254) }),
  v.strictObject({ name: v.literal('setup_code'), email: text(254), notice: v.nullable(noticeSchema), deadlineAt: v.nullable(time) }),
  v.strictObject({
    name: v.literal('authenticator'),
    notice: v.nullable(noticeSchema),
    issuer: text(200),
    account: text(254),
    /** Base32, until it is confirmed; never again after. */
    setupKey: text(64),
    otpauthUri: text(1000),
  }),
  v.strictObject({ name: v.literal('recovery_codes'), codes: v.array(text(19)) }),
  v.strictObject({
    name: v.literal('signed_in'),
    user: personSchema,
    mayViewClients: v.boolean(),
    /** After signing in with a recovery code: how many are left. */
    recoveryCodesLeft: v.nullable(count),
  }),
]);
export type Screen = v.InferOutput<typeof screenSchema>;

export const stateSchema = v.strictObject({
  version: text(40),
  firmName: v.nullable(text(100)),
  isSample: v.boolean(),
  /** How the data key is protected on this computer. */
  keyProtection: v.picklist(['os_key_store', 'file_only']),
  screen: screenSchema,
});
export type AppState = v.InferOutput<typeof stateSchema>;

const availabilitySchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('available') }),
  v.strictObject({ kind: v.literal('unavailable'), why: v.picklist(['own_account', 'invited', 'deactivated', 'not_set_up']) }),
]);

const userRowSchema = v.strictObject({
  id,
  firstName: text(100),
  lastName: text(100),
  role: roleSchema,
  /** Null where the signed-in role may see name and role only. */
  details: v.nullable(
    v.strictObject({
      email: text(254),
      status: statusSchema,
      clientAccess: v.strictObject({ isAll: v.boolean(), count, onlyClient: v.nullable(text(100)) }),
      twoFactor: v.strictObject({
        state: v.picklist(['not_set_up', 'set_up', 'setup_required']),
        at: v.nullable(time),
        resetBy: v.nullable(text(201)),
        deadlineAt: v.nullable(time),
      }),
      lastSignInAt: v.nullable(time),
    }),
  ),
  /** Null: the signed-in role can never do it, so the entry is absent. */
  reset: v.nullable(availabilitySchema),
});
export type UserRow = v.InferOutput<typeof userRowSchema>;

const clientRowSchema = v.strictObject({
  id,
  name: text(100),
  type: v.picklist(['company', 'partnership', 'sole_trader', 'charity', 'trust']),
  status: v.picklist(['active', 'terminated']),
  pointOfContact: v.nullable(text(201)),
  accountingSoftware: text(100),
  userCount: count,
  addedAt: time,
});
export type ClientRow = v.InferOutput<typeof clientRowSchema>;

const samplePersonSchema = v.strictObject({
  name: text(201),
  email: text(254),
  role: roleSchema,
  status: statusSchema,
  /** Live code, or null when this person has no authenticator. */
  code: v.nullable(text(6)),
  /** That code was used already; the next one comes with the next half minute. */
  isUsed: v.boolean(),
});
export type SamplePerson = v.InferOutput<typeof samplePersonSchema>;

export const contract = {
  'application.getState': { input: nothing, output: stateSchema },
  'firm.create': {
    input: v.strictObject({ firmName: named('firm name'), firstName: named('first name'), lastName: named('last name'), email, password }),
    output: stateSchema,
  },
  /** Fills a sample firm in a folder of its own and opens it. */
  'sample.open': { input: nothing, output: stateSchema },
  /** Back to the first run; the sample firm is deleted. */
  'sample.leave': { input: nothing, output: stateSchema },
  'sample.listPeople': {
    input: v.strictObject({ search: text(200) }),
    output: v.strictObject({
      password: text(100),
      secondsLeft: count,
      /** Live code of the set-up on this window's screen, as a phone would show it after scanning. */
      pendingCode: v.nullable(text(6)),
      people: v.array(samplePersonSchema),
    }),
  },
  'session.signIn': {
    input: v.strictObject({
      email: v.pipe(v.string(), v.trim(), v.nonEmpty('Enter your email.'), v.maxLength(254, 'An email can have at most 254 characters.')),
      password,
    }),
    output: stateSchema,
  },
  'session.verifyCode': { input: v.strictObject({ code: typedCode }), output: stateSchema },
  'session.useRecoveryCode': { input: v.strictObject({ recoveryCode: typedCode }), output: stateSchema },
  /** Leaves a sign-in or a set-up that is under way. */
  'session.cancel': { input: nothing, output: stateSchema },
  'session.signOut': { input: nothing, output: stateSchema },
  'setUp.enterSetupCode': { input: v.strictObject({ setupCode: typedCode }), output: stateSchema },
  'setUp.confirm': { input: v.strictObject({ code: typedCode }), output: stateSchema },
  /** Asks where to keep the recovery codes on the screen as a text file. */
  'setUp.saveRecoveryCodes': { input: nothing, output: v.strictObject({ isSaved: v.boolean() }) },
  'setUp.finish': { input: nothing, output: stateSchema },
  /** Copies; a secret is cleared from the clipboard after 60 seconds. */
  'clipboard.copy': {
    input: v.strictObject({ text: v.pipe(v.string(), v.minLength(1), v.maxLength(4000)), isSecret: v.boolean() }),
    output: nothing,
  },
  /** While a secret is on the screen, the window is kept out of screenshots and screen sharing where the system can. */
  'window.setSecretShown': { input: v.strictObject({ isShown: v.boolean() }), output: nothing },
  'clients.list': {
    input: v.strictObject({ search: text(200), offset: count, limit: v.pipe(count, v.maxValue(200)) }),
    output: v.strictObject({ rows: v.array(clientRowSchema), total: count }),
  },
  'users.list': {
    input: v.strictObject({
      search: text(200),
      clientId: v.nullable(id),
      sort: v.strictObject({ column: userColumnSchema, isDescending: v.boolean() }),
      offset: count,
      limit: v.pipe(count, v.maxValue(200)),
    }),
    output: v.strictObject({ rows: v.array(userRowSchema), total: count }),
  },
  'users.getResetPreview': {
    input: v.strictObject({ userId: id }),
    output: v.strictObject({
      user: personSchema,
      version: count,
      lastSignInAt: v.nullable(time),
      clients: v.strictObject({ isAll: v.boolean(), names: v.array(text(100)), total: count }),
      removes: v.strictObject({ authenticatorSince: v.nullable(time), recoveryCodes: count, sessions: count }),
      needsCode: v.boolean(),
      setupCodeMinutes: v.nullable(count),
    }),
  },
  'users.resetTwoFactor': {
    input: v.pipe(
      v.strictObject({
        userId: id,
        version: count,
        reason: resetReasonSchema,
        note: v.pipe(v.string(), v.trim(), v.maxLength(500, 'Use at most 500 characters.')),
        identityCheck: identityCheckSchema,
        vouchedBy: v.pipe(v.string(), v.trim(), v.maxLength(200, 'Use at most 200 characters.')),
        code: v.pipe(v.string(), v.trim(), v.maxLength(64, 'That is too long for a code.')),
      }),
      v.forward(
        v.partialCheck(
          [['reason'], ['note']],
          (reset) => reset.reason !== 'other' || reset.note !== '',
          'Say in a few words why the reset is needed.',
        ),
        ['note'],
      ),
      v.forward(
        v.partialCheck(
          [['identityCheck'], ['vouchedBy']],
          (reset) => reset.identityCheck !== 'vouched_by_colleague' || reset.vouchedBy !== '',
          'Enter the name of the colleague who vouched.',
        ),
        ['vouchedBy'],
      ),
    ),
    output: v.variant('outcome', [
      v.strictObject({
        outcome: v.literal('done'),
        removed: v.strictObject({ authenticators: count, recoveryCodes: count, sessions: count }),
        setupCode: v.nullable(text(19)),
        deadlineAt: time,
      }),
      v.strictObject({ outcome: v.literal('already_done'), at: time, byName: text(201) }),
    ]),
  },
} as const;

export type Contract = typeof contract;
export type RequestName = keyof Contract;
/** What the caller hands over. */
export type InputOf<N extends RequestName> = v.InferInput<Contract[N]['input']>;
/** What the handler receives, after checking. */
export type CheckedInputOf<N extends RequestName> = v.InferOutput<Contract[N]['input']>;
export type OutputOf<N extends RequestName> = v.InferOutput<Contract[N]['output']>;

const fieldProblem = v.strictObject({ field: text(100), message: text(300) });
export const failureSchema = v.variant('code', [
  v.strictObject({ code: v.literal('bad_input'), fields: v.array(fieldProblem) }),
  v.strictObject({ code: v.literal('unexpected'), reference: text(40) }),
  v.strictObject({ code: v.literal('locked_until'), until: time }),
  v.strictObject({ code: v.picklist(['phone_clock_off', 'clock_went_back']), minutes: v.pipe(v.number(), v.integer()) }),
  v.strictObject({
    code: v.picklist([
      'wrong_sender',
      'unknown_request',
      'not_now',
      'not_signed_in',
      'forbidden',
      'not_found',
      'conflict',
      'cannot_write',
      'file_not_saved',
      'wrong_credentials',
      'deactivated',
      'wrong_code',
      'code_already_used',
      'wrong_recovery_code',
      'wrong_setup_code',
      'setup_overdue',
      'factor_disabled',
      'own_account',
      'last_able_admin',
      'nothing_to_reset',
      'fresh_code_needed',
    ]),
  }),
]);
export type Failure = v.InferOutput<typeof failureSchema>;

/** Every request is answered with one of these, as one JSON string. */
export type Reply<N extends RequestName> = { readonly ok: true; readonly value: OutputOf<N> } | { readonly ok: false; readonly failure: Failure };

export const events = {
  /** Users, or what may be done to them, have changed: lists read again. */
  'users.changed': nothing,
  /** This window's place has changed without its asking, for example because its session was ended. */
  'state.changed': stateSchema,
} as const;
export type EventName = keyof typeof events;
export type EventPayload<N extends EventName> = v.InferOutput<(typeof events)[N]>;

/** The two channels that exist between the processes. */
export const REQUEST_CHANNEL = 'rekey:request';
export const EVENT_CHANNEL = 'rekey:event';

/** What the preload script puts on `window.rekey`: strings only, so nothing else can cross. */
export interface Bridge {
  /** @param input JSON text. Resolves to the JSON text of a `Reply`; never rejects for a refusal. */
  request(name: RequestName, input: string): Promise<string>;
  /** @returns stops listening. The payload is JSON text. */
  subscribe(listener: (name: EventName, payload: string) => void): () => void;
}
