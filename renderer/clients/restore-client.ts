// Undoes Terminate. It reads the version first, because the termination raised it.
import { request } from '../bridge.ts';

/** @throws RequestFailed */
export async function restoreClient(clientId: number): Promise<void> {
  const { client } = await request('clients.get', { clientId });
  await request('clients.restore', { clientId, version: client.version });
}
