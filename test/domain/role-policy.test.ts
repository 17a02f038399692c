// The role policy agrees with every line of the firm's matrices, and has nothing that the matrices do not name.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  FIRM_ACTIONS,
  type FirmAction,
  mayActOn,
  mayDo,
  mayEver,
  type Relation,
  rolesToGrant,
  rolesToInvite,
  TARGET_ACTIONS,
  type TargetAction,
} from '../../main/domain/role-policy.ts';
import { isPartnerRole, ROLES, type Role } from '../../main/domain/user.ts';

const readLines = (name: string): string[][] =>
  readFileSync(new URL(`../data/${name}`, import.meta.url), 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(','));

const matrix = readLines('permission-matrix.csv').map(([actor, target, relation, action, allowed]) => ({
  actor: actor as Role,
  target: target as Role,
  relation: relation as Relation,
  action: action as TargetAction,
  isAllowed: allowed === 'yes',
  allowed,
}));

describe('the permission matrix', () => {
  test('is read completely, and says yes or no on every line', () => {
    expect(matrix).toHaveLength(650);
    expect(new Set(matrix.map((line) => line.allowed))).toEqual(new Set(['yes', 'no']));
    expect(new Set(matrix.map((line) => `${line.actor}/${line.target}/${line.relation}/${line.action}`)).size).toBe(
      650,
    );
  });

  describe.each(ROLES)('of %s', (actor) => {
    test.each(matrix.filter((line) => line.actor === actor))('$relation $target: $action is $allowed', (line) => {
      expect(mayActOn(line.actor, line.target, line.relation, line.action)).toBe(line.isAllowed);
    });
  });

  test('has the same roles, actions and relations as the code', () => {
    expect(new Set(matrix.map((line) => line.actor))).toEqual(new Set(ROLES));
    expect(new Set(matrix.map((line) => line.target))).toEqual(new Set(ROLES));
    expect(new Set(matrix.map((line) => line.action))).toEqual(new Set(TARGET_ACTIONS));
    expect(new Set(matrix.map((line) => line.relation))).toEqual(
      new Set<Relation>(['self', 'other', 'shares_client', 'no_shared_client']),
    );
  });

  test('names every possible combination of roles, relation and action', () => {
    const named = new Set(matrix.map((line) => `${line.actor}/${line.target}/${line.relation}/${line.action}`));
    for (const actor of ROLES) {
      for (const target of ROLES) {
        const relations: Relation[] = actor === 'partner_admin' ? ['other'] : ['shares_client', 'no_shared_client'];
        if (actor === target) relations.push('self');
        for (const relation of relations)
          for (const action of TARGET_ACTIONS) expect(named).toContain(`${actor}/${target}/${relation}/${action}`);
      }
    }
  });

  test.each(
    ROLES.flatMap((actor) => TARGET_ACTIONS.map((action) => ({ actor, action }))),
  )('$actor is offered $action exactly when some line allows it', ({ actor, action }) => {
    expect(mayEver(actor, action)).toBe(
      matrix.some((line) => line.actor === actor && line.action === action && line.isAllowed),
    );
  });
});

test('self in another role is allowed nothing', () => {
  for (const actor of ROLES) {
    for (const target of ROLES.filter((role) => role !== actor))
      for (const action of TARGET_ACTIONS) expect(mayActOn(actor, target, 'self', action)).toBe(false);
  }
});

describe('the firm permissions', () => {
  const lines = readLines('firm-permissions.csv').map(([actor, action, allowed]) => ({
    actor: actor as Role,
    action: action as FirmAction,
    allowed,
  }));
  test('are read completely: every role with every action', () => {
    expect(lines).toHaveLength(ROLES.length * FIRM_ACTIONS.length);
    expect(new Set(lines.map((line) => line.action))).toEqual(new Set(FIRM_ACTIONS));
    expect(new Set(lines.map((line) => `${line.actor}/${line.action}`)).size).toBe(lines.length);
  });
  test.each(lines)('$actor: $action is $allowed', (line) => {
    expect(mayDo(line.actor, line.action)).toBe(line.allowed === 'yes');
  });
});

describe('the invitation matrix', () => {
  const lines = readLines('invite-matrix.csv').map(([actor, invited, allowed]) => ({
    actor: actor as Role,
    invited: invited as Role,
    allowed,
  }));
  test('is read completely: every role with every role', () => {
    expect(new Set(lines.map((line) => `${line.actor}/${line.invited}`)).size).toBe(ROLES.length ** 2);
    expect(lines).toHaveLength(ROLES.length ** 2);
  });
  test.each(lines)('$actor invites $invited: $allowed', (line) => {
    expect(rolesToInvite(line.actor).includes(line.invited)).toBe(line.allowed === 'yes');
  });
});

describe('a role', () => {
  const relations: readonly Relation[] = ['self', 'other', 'shares_client', 'no_shared_client'];
  const cases = ROLES.flatMap((actor) =>
    ROLES.flatMap((target) => relations.map((relation) => ({ actor, target, relation }))),
  );
  test.each(cases)('that $actor gives a $target ($relation) is on the same side, and the actor may invite it', ({
    actor,
    target,
    relation,
  }) => {
    const granted = rolesToGrant(actor, target, relation);
    expect(granted.length > 0).toBe(mayActOn(actor, target, relation, 'change_role'));
    if (granted.length > 0) expect(granted).toContain(target);
    for (const role of granted) {
      expect(isPartnerRole(role)).toBe(isPartnerRole(target));
      expect(role === target || rolesToInvite(actor).includes(role)).toBe(true);
    }
  });
});
