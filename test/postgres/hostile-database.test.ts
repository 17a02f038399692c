// A database of PostgreSQL that somebody with the owner's password, or its administrator, has prepared.
import { expect, test } from 'vitest';
import { connect } from '../../main/storage/engine/postgres/connection.ts';
import { openPostgres } from '../../main/storage/engine/postgres/open-postgres.ts';
import { urlOf } from '../support/engine.ts';
import { createFixture } from '../support/fixture.ts';
import { problemIn } from '../support/problem-in.ts';

/** A database with the firm of a fixture, which nobody has open. */
function closeOne(): { readonly address: { readonly url: string }; say(text: string): void } {
  const { storage } = createFixture().context;
  if (typeof storage.source === 'string') throw new Error('this is SQLite');
  const address = storage.source;
  storage.close();
  return {
    address,
    say(text) {
      const other = connect(address, false);
      other.run({ text });
      other.close();
    },
  };
}

const HIDDEN = `
CREATE FUNCTION public.spy() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN new.name := 'Altered'; RETURN new; END $$;
CREATE TRIGGER spy BEFORE UPDATE ON firm FOR EACH ROW EXECUTE FUNCTION public.spy();
CREATE VIEW pg_trigger AS SELECT * FROM pg_catalog.pg_trigger WHERE tgname <> 'spy';
CREATE VIEW pg_depend AS SELECT d.* FROM pg_catalog.pg_depend d
  LEFT JOIN pg_catalog.pg_class c ON d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid
  WHERE c.relname IS NULL OR c.relname NOT IN ('pg_trigger', 'pg_class', 'pg_depend');
CREATE VIEW pg_class AS SELECT * FROM pg_catalog.pg_class WHERE relname NOT IN ('pg_trigger', 'pg_class', 'pg_depend')`;

function expectRefused(sql: string): void {
  const { address, say } = closeOne();
  say(sql);
  expect(problemIn(() => openPostgres(address).close())).toBe('altered_on_postgres');
  say(`DROP SCHEMA rekey CASCADE; DROP TABLE IF EXISTS public.more, public.holds; DROP FUNCTION IF EXISTS public.spy`);
}

test('a schema that hides a trigger behind views of its own is refused', () => expectRefused(HIDDEN));

test.each([
  ['with a table that inherits', 'CREATE TABLE public.more () INHERITS (activity)'],
  ['with a type', 'CREATE DOMAIN text AS pg_catalog.text'],
  ['with a collation', 'CREATE COLLATION "default" FROM "C"'],
  [
    'whose sum is another function',
    `DROP AGGREGATE json_group_array(bigint);
     CREATE AGGREGATE json_group_array(bigint) (SFUNC = array_append, STYPE = bigint[], INITCOND = '{1}', FINALFUNC = list_to_json)`,
  ],
  ['with a sequence that begins again', 'ALTER SEQUENCE users_id_seq MAXVALUE 2 CYCLE'],
  ['whose rows another table holds', 'CREATE TABLE public.holds (id bigint REFERENCES users ON DELETE RESTRICT)'],
  ['whose function takes NULL', 'ALTER FUNCTION json_valid(text) CALLED ON NULL INPUT'],
])('a schema %s is refused', (_, sql) => expectRefused(sql));

test('a role whose triggers and foreign keys are switched off is refused', () => {
  const { address, say } = closeOne();
  const name = new URL(address.url).pathname.slice(1);
  say(`ALTER DATABASE ${name} SET session_replication_role = replica`);
  expect(problemIn(() => openPostgres(address).close())).toBe('unsuitable');
  say(`ALTER DATABASE ${name} RESET ALL`);
  expect(problemIn(() => openPostgres(address).close())).toBeUndefined();
});

test('a database with the order of texts of ICU is refused, although its locale is C', () => {
  const server = connect({ url: urlOf('postgres') }, false);
  server.run({ text: "CREATE DATABASE icu TEMPLATE template0 LOCALE 'C' LOCALE_PROVIDER icu ICU_LOCALE 'en'" });
  server.run({ text: 'REVOKE ALL ON DATABASE icu FROM PUBLIC' });
  expect(problemIn(() => openPostgres({ url: urlOf('icu') }).close())).toBe('unsuitable');
  server.run({ text: 'DROP DATABASE icu WITH (FORCE)' });
  server.close();
});

test('settings of the database hide no warning, and no query fails in workers that they ask for', () => {
  const { address, say } = closeOne();
  const name = new URL(address.url).pathname.slice(1);
  for (const setting of ["client_min_messages = 'error'", 'force_parallel_mode = on', 'quote_all_identifiers = on'])
    say(`ALTER DATABASE ${name} SET ${setting}`);
  const storage = openPostgres(address);
  expect(storage.read.get("SELECT current_setting('client_min_messages') AS level")).toEqual({ level: 'warning' });
  // It catches an error inside, and the parameter keeps it from being computed before.
  expect(
    storage.read.all('SELECT json_valid(relname) AS is FROM pg_class WHERE relname = :name', { name: 'users' }),
  ).toEqual([{ is: 0 }]);
  storage.close();
  say(`ALTER DATABASE ${name} RESET ALL`);
});
