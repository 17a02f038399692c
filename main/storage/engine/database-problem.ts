// Why a firm's data cannot be used. The window has a page for each kind (renderer/problem.ts), but for those that only
// `rekey --serve` meets. Every error of SQLite and of the file system ends in one of them.

export type ProblemKind =
  | 'newer'
  | 'damaged'
  /** Another program has changed the schema. */
  | 'altered'
  | 'in_use'
  | 'not_readable'
  | 'disk_full'
  | 'disk_fault'
  /** There should be a database, and there is none. */
  | 'missing'
  /** It was there when Rekey opened it. */
  | 'removed'
  /** The connection to PostgreSQL is lost, or there never was one. */
  | 'disconnected'
  /** PostgreSQL only answers questions: it is a standby. */
  | 'read_only'
  /** The version of PostgreSQL, or how the database was made. */
  | 'unsuitable'
  /** A database of PostgreSQL has another schema than this Rekey makes. */
  | 'altered_on_postgres'
  /** A database of PostgreSQL has no firm, and the folder knows of one. */
  | 'missing_on_postgres'
  /** A database of PostgreSQL that every role of its server can connect to. */
  | 'open_to_all'
  /** Others may put a socket of their own in the place of PostgreSQL's. */
  | 'unsafe_socket'
  /** A database of PostgreSQL that no firm was moved to. */
  | 'without_firm'
  /** A database of PostgreSQL that a firm would be moved to has one. */
  | 'with_firm'
  /** A database of PostgreSQL that was left for a folder, or that a move has not ended with. */
  | 'moved_back'
  /** The firm of the folder is in a database of PostgreSQL. */
  | 'on_postgres'
  /** It is not. */
  | 'not_on_postgres'
  | 'network_folder'
  | 'other_computer';

/** Who has the folder open, as the file in the folder says. */
export interface Holder {
  readonly computer: string;
  /** Epoch ms by that computer's clock. */
  readonly lastSeenAt: number;
}

export class DatabaseProblem extends Error {
  readonly kind: ProblemKind;
  readonly holder: Holder | undefined;

  constructor(kind: ProblemKind, cause?: unknown, holder?: Holder) {
    super(`the database is ${kind}`, { cause });
    this.name = 'DatabaseProblem';
    this.kind = kind;
    this.holder = holder;
  }
}

/** SQLite's codes have extensions, such as SQLITE_READONLY_ROLLBACK: the beginning says which kind it is. */
const KINDS: readonly (readonly [RegExp, ProblemKind])[] = [
  [/^SQLITE_(CORRUPT|NOTADB)/, 'damaged'],
  [/^SQLITE_(BUSY|LOCKED|PROTOCOL)|^E(BUSY|TXTBSY)$/, 'in_use'],
  [/^SQLITE_(FULL|IOERR_SHMSIZE)|^E(NOSPC|DQUOT|FBIG)$/, 'disk_full'],
  [/^SQLITE_(IOERR|NOLFS)|^EIO$/, 'disk_fault'],
  [
    /^SQLITE_(CANTOPEN|READONLY|PERM|AUTH)|^E(ACCES|PERM|ROFS|ISDIR|NOTDIR|EXIST|NOENT|LOOP|NAMETOOLONG|MFILE|NFILE|NXIO|NODEV|R_FS_EISDIR)$/,
    'not_readable',
  ],
];

/** @returns the error itself where it says nothing about files. */
export function toProblem(error: unknown): unknown {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (typeof code !== 'string' || error instanceof DatabaseProblem) return error;
  const kind = KINDS.find(([pattern]) => pattern.test(code))?.[1];
  return kind === undefined ? error : new DatabaseProblem(kind, error);
}
