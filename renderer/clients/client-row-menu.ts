// The menu of a client's row: what the role may do with the client, and why something is not possible now.
import { FolderOpen, Pencil, RotateCcw, Trash2 } from 'lucide-react';
import type { ClientRow, Screen } from '../../preload/contract/index.ts';
import type { MenuEntry } from '../ui/table/table-menu.tsx';
import { exactTime } from '../words/time-words.ts';

type May = Extract<Screen, { name: 'signed_in' }>['may'];

type ClientAction = 'open' | 'edit' | 'terminate' | 'restore';

export function clientRowMenu(
  client: ClientRow,
  may: Pick<May, 'editClient' | 'terminateClient'>,
  start: (action: ClientAction) => void,
): readonly MenuEntry[] {
  const isTerminated = client.status === 'terminated';
  const entry = (id: ClientAction, label: string, icon: MenuEntry['icon'], blockedBy?: string): MenuEntry => ({
    id,
    label,
    icon,
    blockedBy,
    tone: id === 'terminate' ? 'danger' : 'plain',
    opensSomething: id !== 'restore',
    start: () => start(id),
  });
  return [
    entry('open', 'Open', FolderOpen),
    ...(may.editClient ? [entry('edit', 'Edit', Pencil, isTerminated ? 'Restore the client first.' : undefined)] : []),
    ...(may.terminateClient && !isTerminated ? [entry('terminate', 'Terminate', Trash2)] : []),
    ...(may.terminateClient && isTerminated ? [entry('restore', 'Restore', RotateCcw, whyNoRestore(client))] : []),
  ];
}

function whyNoRestore({ restorableUntil }: ClientRow): string | undefined {
  if (restorableUntil === null) return 'It can no longer be restored.';
  return restorableUntil < Date.now() ? `It could be restored until ${exactTime(restorableUntil)}.` : undefined;
}
