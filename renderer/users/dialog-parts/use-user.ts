// Reads one user, for the dialogs and the details.
import { useCallback } from 'react';
import type { EventName, OutputOf } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { type Reading, useRequest } from '../../shared/reading/use-request.ts';

export const useUser = (userId: number, reloadOn?: EventName): Reading<OutputOf<'users.get'>> =>
  useRequest(
    useCallback(() => request('users.get', { userId }), [userId]),
    reloadOn,
  );
