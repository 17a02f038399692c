// The one firm of this installation, with its security policy.
import type { Reader, Tx } from './database.ts';
import { flag, integer, text } from './rows.ts';

export interface Firm {
  readonly name: string;
  readonly isSample: boolean;
  /** Policy: after a reset the user needs the setup code beside the password. */
  readonly isSetupCodeRequired: boolean;
  /** Policy: lifetime of a setup code, 10 to 10,080 minutes. */
  readonly setupCodeMinutes: number;
}

export function getFirm(reader: Reader): Firm | undefined {
  const row = reader.get('SELECT * FROM firm WHERE id = 1');
  if (row === undefined) return undefined;
  return {
    name: text(row, 'name'),
    isSample: flag(row, 'is_sample'),
    isSetupCodeRequired: flag(row, 'setup_code_required'),
    setupCodeMinutes: integer(row, 'setup_code_minutes'),
  };
}

export function insertFirm(tx: Tx, firm: { readonly name: string; readonly createdAt: number; readonly isSample: boolean }): void {
  tx.run('INSERT INTO firm (id, name, created_at, is_sample) VALUES (1, :name, :createdAt, :isSample)', {
    name: firm.name,
    createdAt: firm.createdAt,
    isSample: firm.isSample ? 1 : 0,
  });
}

export function setSetupCodePolicy(tx: Tx, isRequired: boolean): void {
  tx.run('UPDATE firm SET setup_code_required = :isRequired WHERE id = 1', { isRequired: isRequired ? 1 : 0 });
}
