// What the screens offer each role, compared with the firm's matrices (test/data) line by line. test/ipc proves the
// rules at the door. These tests prove that the window offers what is allowed, gives the reason for what is not
// possible now, and hides the rest.
import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { isPartnerRole, ROLES, type Role } from '../../main/domain/user.ts';
import { insertClient, insertMembership } from '../../main/storage/tables/clients.ts';
import { insertUser, markDeactivated, markSetUp } from '../../main/storage/tables/users.ts';
import { ROLE_WORDS } from '../../renderer/words/user-words.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { enterCode, type Running, signIn, start } from './application.ts';
import { openFirm, PASSWORD, type PreparedPerson, prepareFirm } from './prepared-firm.ts';

const STATUSES = ['active', 'invited', 'deactivated'] as const;
type Status = (typeof STATUSES)[number];

interface Listed {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly status: Status;
  /** Belongs to the client that all actors work for. */
  readonly isNear: boolean;
}

// What the matrices say.

const linesOf = (file: string): readonly (readonly string[])[] =>
  readFileSync(new URL(`../data/${file}.csv`, import.meta.url), 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(','));

function toRule(file: string): {
  readonly says: (...line: readonly string[]) => boolean;
  readonly lines: readonly (readonly string[])[];
} {
  const lines = linesOf(file);
  const allowed = new Map(lines.map((line) => [line.slice(0, -1).join(' '), line.at(-1) === 'yes']));
  return {
    lines,
    says(...line) {
      const answer = allowed.get(line.join(' '));
      if (answer === undefined) throw new Error(`${file} has no line ${line.join(' ')}`);
      return answer;
    },
  };
}
const permission = toRule('permission-matrix');
const invitation = toRule('invite-matrix');
const firm = toRule('firm-permissions');

const relationTo = (actor: PreparedPerson, target: Listed): string => {
  if (target.email === actor.email) return 'self';
  if (actor.role === 'partner_admin') return 'other';
  return target.isNear ? 'shares_client' : 'no_shared_client';
};
const may = (actor: PreparedPerson, target: Listed, action: string): boolean =>
  permission.says(actor.role, target.role, relationTo(actor, target), action);
const mayEver = (role: Role, action: string): boolean =>
  permission.lines.some(([actor, , , of, allowed]) => actor === role && of === action && allowed === 'yes');
const rolesToInvite = (role: Role): readonly Role[] => ROLES.filter((invited) => invitation.says(role, invited));

/** The entries of a row's menu in order: the permission, and the states in which the entry is shown and possible. */
const ENTRIES: readonly {
  readonly label: string;
  readonly action: string;
  readonly shown?: readonly Status[];
  readonly possible: readonly Status[];
  /** Not possible yet on this role; the entry gives the reason. */
  readonly notOn?: Role;
}[] = [
  { label: 'View details', action: 'view_details', possible: STATUSES },
  { label: 'Edit', action: 'edit_details', possible: ['active', 'invited'] },
  { label: 'Reset 2FA', action: 'reset_2fa', possible: ['active'] },
  { label: 'Issue a temporary code', action: 'issue_temporary_code', possible: ['active'], notOn: 'partner_admin' },
  { label: 'Reset password', action: 'reset_password', possible: ['active'] },
  { label: 'Resend invitation', action: 'resend_invitation', possible: ['invited'] },
  { label: 'Cancel invitation', action: 'deactivate', shown: ['invited'], possible: ['invited'] },
  { label: 'Deactivate', action: 'deactivate', shown: ['active'], possible: ['active'] },
  { label: 'Reactivate', action: 'reactivate', shown: ['deactivated'], possible: ['deactivated'] },
];
/** Only in the view of one client. */
const REMOVE = { label: 'Remove from this client', action: 'manage_client_access', possible: STATUSES };
const IN_CLIENT_VIEW = ENTRIES.toSpliced(6, 0, REMOVE);

/** Not in the list of users but under Approvals; see approvals.test.ts. */
const ELSEWHERE = ['approve_reset'];
/** Permissions without a screen so far. */
const NO_FIRM_SCREEN_YET = ['backup', 'restore'];

interface Row {
  readonly name: string;
  readonly role: string;
  readonly hasEmail: boolean;
  readonly opensDetails: boolean;
  /** "Edit", or "Edit, with a reason" when it is not possible now. */
  readonly entries: readonly string[];
}

function expectedRow(actor: PreparedPerson, target: Listed, entries: typeof ENTRIES): Row {
  const isSelf = relationTo(actor, target) === 'self';
  return {
    name: target.name,
    role: ROLE_WORDS[target.role],
    hasEmail: may(actor, target, 'see_email'),
    opensDetails: may(actor, target, 'view_details'),
    entries: entries.flatMap(({ label, action, shown = STATUSES, possible, notOn }) => {
      if (!shown.includes(target.status)) return [];
      if (may(actor, target, action))
        return possible.includes(target.status) && target.role !== notOn ? [label] : [`${label}, with a reason`];
      // The row of one's own account says where the action is instead, or who can do it.
      return isSelf && mayEver(actor.role, action) ? [`${label}, with a reason`] : [];
    }),
  };
}

// What the window shows.

let running: Running;
let actors: ReadonlyMap<Role, PreparedPerson>;
const everybody: Listed[] = [];

beforeAll(async () => {
  const folder = makeTempFolder();
  const prepared = Object.values(await prepareFirm(folder));
  actors = new Map(prepared.toReversed().map((person) => [person.role, person]));
  for (const { name, email, role } of prepared) everybody.push({ name, email, role, status: 'active', isNear: true });
  const workspace = await openFirm(folder);
  workspace.context.storage.transaction((tx) => {
    const now = Date.now();
    const foreign = insertClient(tx, {
      name: 'Cedar Bakery',
      type: 'company',
      status: 'active',
      accountingSoftware: '',
      addedAt: now,
    });
    for (const isNear of [true, false]) {
      for (const status of isNear ? STATUSES : (['active'] as const)) {
        for (const role of ROLES) {
          const firstName = `${isNear ? 'Near' : 'Far'} ${status}`;
          const email = `${firstName}.${role}@people.example`.replace(' ', '.').toLowerCase();
          const id = insertUser(tx, {
            email,
            firstName,
            lastName: ROLE_WORDS[role],
            role,
            hasAllClients: false,
            status: status === 'invited' ? 'invited' : 'active',
            invitationExpiresAt: status === 'invited' ? now + 86_400_000 : null,
            createdAt: now,
          });
          insertMembership(tx, id, isNear ? (1 as never) : foreign);
          if (status === 'active') markSetUp(tx, id, now);
          if (status === 'deactivated') markDeactivated(tx, id);
          everybody.push({ name: `${firstName} ${ROLE_WORDS[role]}`, email, role, status, isNear });
        }
      }
    }
  });
  workspace.close();
  running = await start(folder);
});
afterAll(async () => {
  expect(running.complaints).toEqual([]);
  await running.close();
});

const actorOf = (role: Role): PreparedPerson => actors.get(role) as PreparedPerson;

/** Signs in in a new window, so that no test depends on another. */
async function enter(role: Role): Promise<Page> {
  const page = await running.openSecondWindow();
  onTestFinished(() => page.close());
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const person = actorOf(role);
  await signIn(page, person.email, PASSWORD);
  await enterCode(page, await person.phone.nextCode());
  await page.getByRole('button', { name: `Account of ${person.name}` }).waitFor();
  return page;
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Account of/ }).click();
  const entries = page.getByRole('menuitem');
  await entries.first().waitFor();
  await expect.poll(() => entries.allTextContents()).toEqual(['My account', 'Lock', 'Sign out']);
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
}

/** Waits until the table has answered the last query. @returns the number of rows. */
async function settle(page: Page): Promise<number> {
  const table = page.getByRole('grid');
  await expect.poll(() => table.getAttribute('aria-busy')).toBe('false');
  return Number(await table.getAttribute('aria-rowcount')) - 1;
}

/** The buttons of the page, without those of tables, tabs and the line of numbers. */
const buttonsOf = (page: Page): Promise<readonly string[]> =>
  page.getByRole('main').evaluate((main) =>
    [...main.querySelectorAll('button')]
      .filter((button) => button.closest('table') === null && button.role !== 'tab')
      // Some end with a number of people.
      .map((button) => (button.getAttribute('aria-label') ?? button.textContent).replace(/ \d+$/, '').trim()),
  );

const entriesOf = (menu: Locator): Promise<readonly string[]> =>
  menu.getByRole('menuitem').evaluateAll((items) =>
    items.map((item) => {
      const [label, why] = [...(item.querySelector(':scope > span')?.childNodes ?? [])].map(
        (node) => node.textContent ?? '',
      );
      if (item.getAttribute('aria-disabled') !== 'true') return `${label}`;
      return why?.endsWith('.') === true ? `${label}, with a reason` : `${label}, without a reason`;
    }),
  );

/** Reads every row and its menu, from the first to the last. */
async function readRows(page: Page): Promise<readonly Row[]> {
  const total = await settle(page);
  const rows: Row[] = [];
  await page.locator('tr[data-index="0"]').focus();
  for (let index = 0; index < total; index++) {
    const row = page.locator(`tr[data-index="${index}"]`);
    const shown = await row.evaluate(
      (element, emails) => {
        const open = element.querySelector('[data-row-control="open"]');
        const cells = [...element.querySelectorAll(':is(th, td):not([data-stuck="select"])')].map(
          (cell) => cell.textContent,
        );
        const name = open?.textContent ?? cells[0] ?? '';
        return {
          name,
          role:
            cells.find((text) =>
              ['Partner Admin', 'Partner Ops', 'Client Admin', 'Client Ops', 'Client Self Service'].includes(text),
            ) ?? '',
          hasEmail: emails.some((email) => element.outerHTML.includes(email)),
          opensDetails: open !== null,
          hasMenu: element.querySelector('[data-row-control="menu"]') !== null,
        };
      },
      everybody.map(({ email }) => email),
    );
    const { hasMenu, ...facts } = shown;
    await page.keyboard.press('Shift+F10');
    const menu = page.getByRole('menu');
    if (hasMenu) {
      await menu.waitFor();
      rows.push({ ...facts, entries: await entriesOf(menu) });
      await page.keyboard.press('Escape');
      await menu.waitFor({ state: 'detached' });
    } else {
      await expect.poll(() => menu.count()).toBe(0);
      rows.push({ ...facts, entries: [] });
    }
    await expect.poll(() => row.evaluate((element) => element === document.activeElement)).toBe(true);
    if (index + 1 < total) await page.keyboard.press('ArrowDown');
  }
  return rows;
}

const byName = (rows: readonly Row[]): readonly Row[] => rows.toSorted((a, b) => (a.name < b.name ? -1 : 1));

test('every action of the matrices is compared here or elsewhere, or has no screen yet', () => {
  const compared = [
    ...ENTRIES.map(({ action }) => action),
    'see_in_list',
    'see_email',
    'change_role',
    'manage_client_access',
  ];
  expect(new Set(permission.lines.map(([, , , action]) => action))).toEqual(new Set([...compared, ...ELSEWHERE]));
  const comparedOfFirm = [
    'view_clients',
    'add_client',
    'edit_client',
    'terminate_client',
    'edit_firm',
    'edit_policy',
    'view_activity',
    'export_activity',
    'import_users',
    'export_users',
  ];
  expect(new Set(firm.lines.map(([, action]) => action))).toEqual(new Set([...comparedOfFirm, ...NO_FIRM_SCREEN_YET]));
});

async function expectPeople(page: Page, actor: PreparedPerson): Promise<void> {
  const seen = everybody.filter((target) => may(actor, target, 'see_in_list'));
  await page.getByText(`${seen.length} users`, { exact: true }).waitFor();
  expect(byName(await readRows(page))).toEqual(byName(seen.map((target) => expectedRow(actor, target, ENTRIES))));
  // A hidden email is not in a tooltip, an attribute or an accessible name either.
  const html = await page.content();
  const told = everybody.filter(({ email }) => html.includes(email));
  expect(told.filter((target) => !may(actor, target, 'see_email'))).toEqual([]);

  const search = page.getByRole('searchbox', { name: 'Search name or email' });
  for (const target of everybody.filter(({ status }) => status === 'active')) {
    await search.fill(target.email);
    expect(await settle(page), target.email).toBe(may(actor, target, 'see_email') ? 1 : 0);
  }
  await search.fill('');
  await settle(page);
}

async function expectEditing(page: Page, actor: PreparedPerson): Promise<void> {
  for (const target of everybody) {
    const isExample = target.status === 'active' && target.name.includes(' active ');
    if (!isExample || !may(actor, target, 'edit_details')) continue;
    await page.getByRole('searchbox', { name: 'Search name or email' }).fill(target.email);
    await page.getByRole('button', { name: `Actions for ${target.name}` }).click();
    await page.getByRole('menuitem', { name: 'Edit' }).click();
    const dialog = page.getByRole('dialog', { name: `Edit ${target.name}` });
    const role = dialog.getByLabel('Role', { exact: true });
    await role.waitFor();
    const isGiven = (one: Role): boolean =>
      one === target.role || (may(actor, target, 'change_role') && rolesToInvite(actor.role).includes(one));
    const offered = ROLES.filter((one) => isPartnerRole(one) === isPartnerRole(target.role) && isGiven(one));
    await expect
      .poll(() => role.getByRole('option').allTextContents(), { message: target.name })
      .toEqual(offered.map((one) => ROLE_WORDS[one]));
    await expect.poll(() => role.isEnabled(), { message: target.name }).toBe(offered.length > 1);
    expect((await dialog.getByText('Client access', { exact: true }).count()) > 0, target.name).toBe(
      may(actor, target, 'manage_client_access'),
    );
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  }
  await page.getByRole('searchbox', { name: 'Search name or email' }).fill('');
  await settle(page);
}

async function expectInviting(page: Page, role: Role): Promise<void> {
  const roles = rolesToInvite(role);
  const button = page.getByRole('button', { name: 'Invite User' });
  await expect.poll(() => button.count()).toBe(roles.length > 0 ? 1 : 0);
  if (roles.length === 0) return;
  await button.click();
  const dialog = page.getByRole('dialog', { name: 'Invite User' });
  const offered = dialog.getByRole('radiogroup', { name: 'Role' }).locator('label');
  await offered.first().waitFor();
  const labels = await offered.evaluateAll((options) =>
    options.map((option) => option.querySelector('span')?.firstChild?.textContent),
  );
  expect(labels).toEqual(roles.map((one) => ROLE_WORDS[one]));
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
}

/** The actions on several users at once. */
async function expectSelectionBar(page: Page, role: Role): Promise<void> {
  await page.getByRole('checkbox', { name: 'Select all' }).check();
  const bar = page.getByRole('region', { name: 'Selection' });
  await bar.waitFor();
  await expect
    .poll(() => bar.getByRole('button').allTextContents())
    .toEqual([
      'Copy email addresses',
      ...(mayEver(role, 'reset_2fa') ? ['Reset 2FA'] : []),
      'Resend invitations',
      'Clear',
    ]);
  await bar.getByRole('button', { name: 'Clear' }).click();
}

const TABLE_FILTERS = { users: ['Role', 'Status', '2FA'], clients: ['Status', 'Type'] } as const;
const filterButtons = (list: keyof typeof TABLE_FILTERS): readonly string[] =>
  TABLE_FILTERS[list].map((label) => `Filter by ${label}`);

/** The buttons of the line above the users. */
const overviewOf = (role: Role): readonly string[] => [
  'Without 2FA',
  'Setup overdue',
  ...(mayEver(role, 'reset_2fa') ? ['Frozen'] : []),
  'Locked',
  'Invitations expiring',
  'Reset in 30 days',
  'No number on file',
];

async function expectClients(page: Page, actor: PreparedPerson): Promise<void> {
  const is = (action: string, label: string): readonly string[] => (firm.says(actor.role, action) ? [label] : []);
  await page.getByRole('tab', { name: 'Clients' }).click();
  await page.getByRole('button', { name: 'Actions for Bluewater Marine' }).click();
  const menu = page.getByRole('menu', { name: 'Actions for Bluewater Marine' });
  await menu.waitFor();
  await expect
    .poll(() => entriesOf(menu))
    .toEqual(['Open', ...is('edit_client', 'Edit'), ...is('terminate_client', 'Terminate')]);
  await expect
    .poll(() => buttonsOf(page))
    .toEqual([
      // The first steps that are open.
      ...is('edit_firm', 'Partner Admins’ numbers'),
      ...is('edit_firm', 'Backup'),
      ...is('edit_firm', 'Dismiss'),
      ...filterButtons('clients'),
      'Table options',
      ...is('import_users', 'Import clients'),
      ...is('export_users', 'Export'),
      ...is('add_client', 'Add Client'),
    ]);
  await page.getByRole('menuitem', { name: 'Open' }).click();

  // The view of one client: its people and its details.
  const here = everybody.filter(
    (target) =>
      target.isNear &&
      // Partner Admins work for all clients and are listed under none. Where details are hidden, clients are too.
      !(target.role === 'partner_admin' && target.email.endsWith('@ashworth.example')) &&
      may(actor, target, 'view_details'),
  );
  await page.getByText(`${here.length} users`, { exact: true }).waitFor();
  expect(byName(await readRows(page))).toEqual(
    byName(here.map((target) => expectedRow(actor, target, IN_CLIENT_VIEW))),
  );
  const mayAttach = mayEver(actor.role, 'manage_client_access');
  await expect
    .poll(() => buttonsOf(page))
    .toEqual([
      ...overviewOf(actor.role),
      ...is('edit_policy', 'No backup'),
      ...filterButtons('users'),
      'Filter by Attention',
      'Table options',
      ...is('import_users', 'Import people'),
      ...is('export_users', 'Export'),
      ...(mayAttach ? ['Add User'] : []),
      ...(rolesToInvite(actor.role).length > 0 ? ['Invite User'] : []),
    ]);
  await page.getByRole('tab', { name: 'Details' }).click();
  await page.getByRole('definition').filter({ hasText: 'Bluewater Marine' }).waitFor();
  await expect
    .poll(() => buttonsOf(page))
    .toEqual([...is('edit_client', 'Edit'), ...is('terminate_client', 'Terminate')]);
  await page.getByRole('button', { name: 'Return to the Global view' }).click();
}

async function expectSections(page: Page, role: Role): Promise<void> {
  const is = (action: string, label: string): readonly string[] => (firm.says(role, action) ? [label] : []);
  const links = page.getByRole('navigation', { name: 'Main' }).getByRole('link');
  const offered = [
    ...(isPartnerRole(role) ? ['Overview'] : []),
    ...is('view_clients', 'Client & User Management'),
    ...is('view_activity', 'Activity'),
    ...is('edit_firm', 'Settings'),
  ];
  await expect.poll(() => links.allTextContents()).toEqual(offered);
  await expect
    .poll(() => page.getByRole('combobox', { name: 'Navigate by Client' }).count())
    .toBe(firm.says(role, 'view_clients') ? 1 : 0);
  await expect
    .poll(() => page.getByRole('tab').allTextContents())
    .toEqual(firm.says(role, 'view_clients') ? ['Clients', 'Users'] : []);
  // The shortcuts open no other section than the menu offers.
  for (const [key, action, heading] of [
    ['Control+2', 'view_activity', 'Activity'],
    ['Control+3', 'edit_firm', 'Settings'],
  ] as const) {
    await page.keyboard.press(key);
    if (firm.says(role, action)) await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
    else await expect.poll(() => page.getByRole('heading', { name: heading, exact: true }).count()).toBe(0);
  }
  await page.keyboard.press('Control+5');
  const overview = page.getByRole('heading', { name: 'Overview', level: 1 });
  if (!isPartnerRole(role)) return await expect.poll(() => overview.count()).toBe(0);
  await overview.waitFor();
  await page.getByRole('heading', { name: 'People who need attention' }).waitFor();
  await expect
    .poll(() => page.getByRole('heading', { level: 2 }).allTextContents())
    .toEqual([
      '2FA by role',
      'People who need attention',
      ...is('edit_firm', 'The firm’s data'),
      ...is('view_activity', 'Resets of 2FA in twelve months'),
    ]);
}

test.each(
  ROLES.filter((role) => firm.says(role, 'view_clients')),
)('%s is offered what the matrices say, and nothing else', async (role) => {
  const page = await enter(role);
  const actor = actorOf(role);
  await page.getByRole('tab', { name: 'Users' }).click();
  await expectPeople(page, actor);
  await expectEditing(page, actor);
  await expectInviting(page, role);
  await expectSelectionBar(page, role);
  await expectClients(page, actor);
  await expectSections(page, role);
  await signOut(page);
});

test('a role that may not see clients has My account alone', async () => {
  for (const role of ROLES.filter((one) => !firm.says(one, 'view_clients'))) {
    expect(rolesToInvite(role)).toEqual([]);
    const others = permission.lines.filter(
      ([actor, , relation, , allowed]) => actor === role && relation !== 'self' && allowed === 'yes',
    );
    expect(others).toEqual([]);
    const page = await enter(role);
    await page.getByRole('heading', { name: 'My account', exact: true }).waitFor();
    await expectSections(page, role);
    await page.getByRole('heading', { name: 'My account', exact: true }).waitFor();
    const text = await page.content();
    expect(everybody.filter(({ email }) => text.includes(email)).map(({ email }) => email)).toEqual([
      actorOf(role).email,
    ]);
    await signOut(page);
  }
});

test('Settings and Activity show what the firm’s permissions allow, and nothing for permissions without a screen', async () => {
  const page = await enter('partner_admin');
  await page.getByRole('link', { name: 'Activity' }).click();
  await page.getByRole('table', { name: 'Activity' }).waitFor();
  await expect
    .poll(() => buttonsOf(page))
    .toEqual([
      'Verify',
      'Check a printed number',
      'Export',
      'Evidence pack',
      'Filter by Action',
      'Filter by Outcome',
      'Alerts',
      'Refresh',
    ]);
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('textbox', { name: 'Firm name' }).waitFor();
  await expect
    .poll(() => page.getByRole('heading', { level: 2 }).allTextContents())
    .toEqual([
      'Firm',
      'Where people sign in',
      'Security policy',
      'Working hours',
      'Backups',
      'Recovery kit',
      'Where secrets are kept on this computer',
      'Other desktops',
    ]);
  await expect
    .poll(() => buttonsOf(page))
    .toEqual([
      'Back up now',
      'Back up automatically',
      'Restore from a backup',
      'Move to another computer',
      'Replace',
      'Check now',
      'Let other desktops sign in to this firm',
    ]);
  await signOut(page);
});
