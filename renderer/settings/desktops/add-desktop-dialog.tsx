// "Add a desktop": a code of the administrator's own, then the pairing code, shown once. The dialog says when a desktop has
// joined with it, or when its time is over.
import { type RefObject, useState } from 'react';
import type { DesktopRow, OutputOf } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { FormDialog } from '../../shared/dialogs/form-dialog.tsx';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { useLine } from '../../shared/line/line-store.ts';
import { OwnCode } from '../../shared/secrets/own-code.tsx';
import { useCodeAction } from '../../shared/secrets/use-code-action.ts';
import { useKeeping } from '../../shared/secrets/use-keeping.ts';
import { Banner } from '../../ui/banner.tsx';
import { PairingCode } from './pairing-code.tsx';

interface AddDesktopDialogProps {
  /** As they are now. They are read again when one joins. */
  readonly desktops: readonly DesktopRow[];
  readonly needsCode: boolean;
  /** A pairing code that nobody has used yet is still good. */
  readonly hasOpenCode: boolean;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

interface Made extends OutputOf<'desktops.pair'> {
  /** The desktops that were there before. */
  readonly before: readonly number[];
}

export function AddDesktopDialog({ desktops, needsCode, hasOpenCode, returnTo, onClose }: AddDesktopDialogProps) {
  // The time is the server's, and the countdown this computer's.
  const clockAhead = useLine(({ line }) => (line?.kind === 'connected' ? (line.clockMinutes ?? 0) * 60_000 : 0));
  const [made, setMade] = useState<Made>();
  const [isOver, setOver] = useState(false);
  const keeping = useKeeping();
  const make = useCodeAction(async (code) => {
    const before = desktops.map(({ id }) => id);
    setMade({ ...(await request('desktops.pair', { code })), before });
  });
  const joined = made && desktops.find(({ id }) => !made.before.includes(id));
  return (
    <FormDialog
      title="Add a desktop"
      verb="Make a pairing code"
      isBusy={make.isBusy}
      onSubmit={make.submit}
      onClose={onClose}
      returnTo={returnTo}
      result={
        made && {
          question:
            joined !== undefined || isOver || keeping.isKept
              ? undefined
              : 'The pairing code cannot be shown again. If no computer has it, make a new one.',
          onUnkept: keeping.onMissing,
          words:
            joined !== undefined ? (
              <Banner tone="ok">
                <strong>
                  <bdi>{joined.name}</bdi> has joined the firm.
                </strong>{' '}
                People can sign in there now.
              </Banner>
            ) : isOver ? (
              <Banner tone="attention">
                <strong>The ten minutes are over, so this code no longer works.</strong> Close this, and make a new one.
              </Banner>
            ) : (
              <p>On the computer that is to join, start Rekey and choose “Join your firm on another computer”.</p>
            ),
          children: joined === undefined && !isOver && (
            <PairingCode made={made} until={made.until + clockAhead} keeping={keeping} onOver={() => setOver(true)} />
          ),
        }
      }
    >
      <p>
        You get a pairing code for one computer, which works once and for ten minutes. It lets that computer connect and
        gives nobody a right: people sign in there with their own password and code.
      </p>
      {hasOpenCode && (
        <Banner tone="info">A pairing code that nobody has used yet stops working when you make this one.</Banner>
      )}
      <OwnCode isNeeded={needsCode} code={make.code} onCode={make.setCode} failure={make.failure} />
      <FailureBanner failure={make.failure} />
    </FormDialog>
  );
}
