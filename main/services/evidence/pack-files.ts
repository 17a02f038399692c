// The files of an evidence pack that are text: what stands in each, and what stays the same in every pack.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalText } from '../../domain/activity-chain.ts';
import type { ChainedRecord } from '../../storage/tables/activity.ts';

/** In their order in the pack. The signature covers the list of their hashes. */
export const PACK_FILES = [
  'README.txt',
  'verify.html',
  'records.jsonl',
  'records.csv',
  'chain.txt',
  'policy.json',
  'pack.json',
  'firm-key.pem',
] as const;
export type PackFile = (typeof PACK_FILES)[number];

/** Made at the person's computer, from what the pack holds. */
export const REPORT = 'report.pdf';
export const SUMS = 'SHA256SUMS';
export const SIGNATURE = 'SHA256SUMS.sig';

/**
 * One record as a line. `canonical` is last, and is exactly the text that the hash covers, so that a shell can cut it out.
 * @param previousHash of the record before it, as it is stored. Empty: there is none.
 */
export function toRecordLine(record: ChainedRecord, previousHash: string): string {
  const { hash, ...fields } = record;
  const line = JSON.stringify({ ...fields, previousHash, hash });
  return `${line.slice(0, -1)},"canonical":${canonicalText(record)}}\n`;
}

/** As `sha256sum` writes and reads it. */
export const toSumLine = (file: string, sha256: string): string => `${sha256}  ${file}\n`;

/** Beside this file in the source, and beside the main bundle in the application. */
export const readVerifyPage = (): string => readFileSync(join(import.meta.dirname, 'verify.html'), 'utf8');

export const readmeText = (firm: string, fingerprint: string): string => `Evidence pack of ${firm}, made by Rekey

report.pdf      for people: who reset whom, when and why, how identity was checked
records.csv     the records of the range, for a spreadsheet
records.jsonl   the same records, one a line, as they were hashed
chain.txt       number and hash of every record of the firm, up to the newest one
policy.json     the settings that were in force, and since when
pack.json       what was asked for, who made the pack, and when
firm-key.pem    the public key of the firm
SHA256SUMS      the SHA-256 of each of these files
SHA256SUMS.sig  the firm's signature of that list (Ed25519)
verify.html     checks all of this in a browser, without a network


With the page
-------------
Unpack the folder. Open verify.html in a browser, press "Choose the files" and select all files of the folder. It names what
does not fit. Then compare the fingerprint that it shows with the firm's: it stands on the recovery kit and in Settings.

    ${fingerprint}

This README comes with the pack and could be another one. So compare with paper or with the firm, not with the line above.


Without the page
----------------
The files:

    sha256sum --check SHA256SUMS

The signature (OpenSSL 3):

    openssl pkeyutl -verify -pubin -inkey firm-key.pem -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig

The fingerprint of the key, of which the first 40 digits count:

    openssl pkey -pubin -in firm-key.pem -outform DER | sha256sum

One record, here number 12: the three hashes must be the same.

    n=12
    line=$(grep "^{\\"seq\\":$n," records.jsonl)
    printf '%s\\n' "$line" | sed 's/.*"hash":"\\([0-9a-f]*\\)".*/\\1/'
    grep "^$n " chain.txt
    printf '%s\\n%s' "$(printf '%s' "$line" | sed 's/.*"previousHash":"\\([0-9a-f]*\\)".*/\\1/')" \\
      "$(printf '%s' "$line" | sed 's/.*"canonical":\\(.*\\)}$/\\1/')" | sha256sum

Its previousHash must be the hash of the record before it in chain.txt; for record 1 it is 64 zeros.


What this shows
---------------
The hash of each record covers the record and the hash before it. Records outside the range are in the pack as hashes only.
Each letter, recovery kit and backup of the firm carries the number of a record and the first 60 bits of its hash, such as
"1,204 · 7F3K-9QXM-2B4T": the page compares such a paper with chain.txt. chain.txt of an older pack of the same firm is the
beginning of chain.txt of a newer one, unless an older backup of the firm was restored in between, which has a record of its own.


What this does not show
-----------------------
The signature says who made the pack, and not that nothing is left out. Somebody who holds the firm's data and its key can
leave records out or write other ones, number and chain them again, and sign the result. Nothing inside of such a pack says so.

What is in other hands says so: a number that was printed before (on a letter, a recovery kit or a backup), and chain.txt of an
older pack. So ask people outside of the firm for their paper, and keep the packs of former years.

report.pdf was printed at the computer that saved the pack, from the same records. Where they differ, records.jsonl counts.
`;
