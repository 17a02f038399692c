// The part of an evidence pack that belongs to the person's computer: the report is printed from the page that the window holds
// for paper, and all of it becomes one zip file. The rest comes from the firm, wherever that is.
import { createHash } from 'node:crypto';
// The build for Node declares a `require` of its own, which a bundle has already.
import { Zip, ZipDeflate } from 'fflate/browser';
import type { SavedFile } from '../../preload/contract/fields.ts';
import { REPORT, SIGNATURE, SUMS } from '../services/evidence/pack-files.ts';
import type { Desktop } from './handler.ts';

/** The firm's part, here or over the line. Both throw Refusal. */
export interface EvidenceSource {
  /** @param piece 1 for the first one. */
  getPiece(piece: number): Promise<{ readonly file: string; readonly text: string; readonly isLast: boolean }>;
  /** Called when all pieces were read. */
  sign(reportSha256: string): Promise<{ readonly sums: string; readonly signature: Uint8Array }>;
}

/**
 * @param name of the zip file that is suggested, and of the folder in it.
 * @returns undefined when the person chose no place for the file.
 * @throws Refusal file_not_saved, and what the source throws. Nothing is left of the file then.
 */
export async function saveEvidence(
  desktop: Pick<Desktop, 'printPdf' | 'saveParts'>,
  windowId: number,
  name: string,
  source: EvidenceSource,
): Promise<SavedFile | undefined> {
  const report = await desktop.printPdf(windowId);
  return await desktop.saveParts(windowId, `${name}.zip`, zipParts(name, report, source));
}

async function* zipParts(folder: string, report: Uint8Array, source: EvidenceSource): AsyncGenerator<Uint8Array> {
  let written: Uint8Array[] = [];
  const zip = new Zip((error, part) => {
    if (error !== null) throw error;
    written.push(part);
  });
  const take = (): Uint8Array => {
    const part = Buffer.concat(written);
    written = [];
    return part;
  };
  const open = (file: string): ZipDeflate => {
    const entry = new ZipDeflate(`${folder}/${file}`, { level: 6 });
    zip.add(entry);
    return entry;
  };
  let current: { readonly file: string; readonly entry: ZipDeflate } | undefined;
  for (let piece = 1; ; piece += 1) {
    const { file, text, isLast } = await source.getPiece(piece);
    if (current?.file !== file) {
      current?.entry.push(new Uint8Array(), true);
      current = { file, entry: open(file) };
    }
    current.entry.push(Buffer.from(text), isLast);
    yield take();
    if (isLast) break;
  }
  open(REPORT).push(report, true);
  const { sums, signature } = await source.sign(createHash('sha256').update(report).digest('hex'));
  open(SUMS).push(Buffer.from(sums), true);
  open(SIGNATURE).push(signature, true);
  zip.end();
  yield take();
}
