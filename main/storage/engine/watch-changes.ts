// What a commit has changed, for the lists that are answered from memory.
import type BetterSqlite3 from 'better-sqlite3';

/** Ids of the rows that a commit added, changed or removed. A changed membership counts as a change of its user. */
export interface Changes {
  readonly users: readonly number[];
  readonly clients: readonly number[];
}

/** Triggers in the database note every change, so that no statement can forget to. */
export function watchChanges(db: BetterSqlite3.Database): { take(): Changes | undefined } {
  let users = new Set<number>();
  let clients = new Set<number>();
  db.function('note_user', { directOnly: false }, (id: number) => {
    users.add(id);
    return null;
  });
  db.function('note_client', { directOnly: false }, (id: number) => {
    clients.add(id);
    return null;
  });
  // Temporary triggers belong to this connection and are never in the file.
  const events = ['INSERT', 'UPDATE', 'DELETE'] as const;
  const note = (table: string, column: string, what: string, event: (typeof events)[number]): string => {
    const row = event === 'DELETE' ? 'old' : 'new';
    return `CREATE TEMP TRIGGER note_${what}_of_${table}_at_${event} AFTER ${event} ON main.${table} BEGIN
      SELECT note_${what}(${row}.${column}); END;`;
  };
  for (const event of events)
    db.exec(
      note('users', 'id', 'user', event) +
        note('clients', 'id', 'client', event) +
        note('memberships', 'user_id', 'user', event),
    );
  return {
    take() {
      if (users.size === 0 && clients.size === 0) return undefined;
      const taken = { users: [...users], clients: [...clients] };
      users = new Set();
      clients = new Set();
      return taken;
    },
  };
}
