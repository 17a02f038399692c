// Undo of Terminate, from wherever it is offered: the version is read at that moment, because it has risen since.
import { request } from '../bridge.ts';

/** @throws RequestFailed */
export async function restoreClient(clientId: number): Promise<void> {
  const { client } = await request('clients.get', { clientId });
  await request('clients.restore', { clientId, version: client.version });
}
