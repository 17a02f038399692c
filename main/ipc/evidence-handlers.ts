// Evidence packs: the firm's part of them. `evidence.save` in desktop-handlers.ts is the part of the person's computer.
import type { evidenceRequests } from '../../preload/contract/evidence.ts';
import { writePrintedNumber } from '../domain/printed-number.ts';
import { refuse } from '../domain/refusal.ts';
import { mayDo } from '../domain/role-policy.ts';
import type { Role } from '../domain/user.ts';
import { firmKeyOf } from '../services/evidence/firm-key.ts';
import {
  beginEvidence,
  type Evidence,
  LOOKED_AT_ONCE,
  readPiece,
  signEvidence,
} from '../services/evidence/make-evidence.ts';
import { toShownRecord } from '../services/firm/list-activity.ts';
import { getActivity } from '../storage/tables/activity.ts';
import { endOfRows, listEvidence } from '../storage/tables/evidence.ts';
import { type HandlersOf, type SignedInCall, signedIn } from './handler.ts';
import { recordsAsCsv } from './record-cells.ts';
import type { EvidenceSource } from './save-evidence.ts';

const mayMakeEvidence = (role: Role): boolean => mayDo(role, 'export_activity');

/** @throws Refusal not_found: another window began it, or a newer one took its place. */
function evidenceOf({ visit }: SignedInCall, evidenceId: string): Evidence {
  return visit.evidence?.id === evidenceId ? visit.evidence : refuse({ code: 'not_found' });
}

/** The firm's part, for a window of the computer with the data. */
export function sourceOf(call: SignedInCall, evidenceId: string): EvidenceSource {
  /** The window may have locked since the last piece. */
  const stillHere = (): Evidence => (call.isStillHere() ? evidenceOf(call, evidenceId) : refuse({ code: 'not_now' }));
  return {
    getPiece: async (piece) => readPiece(stillHere(), piece),
    sign: async (reportSha256) => signEvidence(call.context, call.actor, stillHere(), reportSha256),
  };
}

export const evidenceHandlers: HandlersOf<keyof typeof evidenceRequests> = {
  'evidence.begin': signedIn(mayMakeEvidence, {
    recordsAs: 'evidence.begun',
    async run(call, order) {
      const { context, actor } = call;
      const evidence = await beginEvidence(context, actor, order, recordsAsCsv);
      call.moveTo({ ...call.visit, evidence });
      const { read } = context.storage;
      const { last } = evidence.range;
      return {
        evidenceId: evidence.id,
        policies: evidence.policies,
        printed: writePrintedNumber({ seq: last, hash: getActivity(read, last)?.hash ?? '' }),
        fingerprint: firmKeyOf(context.secretBox).fingerprint,
        madeAt: context.clock.now(),
        person: evidence.person,
      };
    },
  }),
  'evidence.listRecords': signedIn(mayMakeEvidence, {
    run(call, { evidenceId, after }) {
      const { range } = evidenceOf(call, evidenceId);
      const { read } = call.context.storage;
      const end = endOfRows(read, after, range.last, LOOKED_AT_ONCE);
      const records = end === undefined ? [] : listEvidence(read, range, after, end);
      return {
        records: records.map((record) => ({
          ...toShownRecord(record),
          actorId: record.actorId,
          targetId: record.targetId,
        })),
        next: end ?? null,
      };
    },
  }),
  'evidence.getPiece': signedIn(mayMakeEvidence, {
    run: (call, { evidenceId, piece }) => readPiece(evidenceOf(call, evidenceId), piece),
  }),
  'evidence.sign': signedIn(mayMakeEvidence, {
    recordsAs: 'evidence.made',
    run(call, { evidenceId, reportSha256 }) {
      const { sums, signature } = signEvidence(call.context, call.actor, evidenceOf(call, evidenceId), reportSha256);
      return { sums, signature: Buffer.from(signature).toString('base64') };
    },
  }),
};
