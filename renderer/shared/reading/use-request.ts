// Reads something from main for a component: at the first render, on `reload`, and when main announces a change.
import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import type { EventName } from '../../../preload/contract/index.ts';
import { subscribe } from '../../bridge.ts';
import { type Answer, RequestSource } from './request-source.ts';

export interface Reading<T> extends Answer<T> {
  /** The value or, until it arrives, the answer to the question before. */
  readonly latest: T | undefined;
  /** @returns the fresh answer; undefined when it failed. */
  reload(): Promise<T | undefined>;
}

/**
 * @param read must be the same function as long as the question is the same. Undefined: nothing is asked.
 * @param reloadOn the event after which it is read again.
 */
export function useRequest<T>(read: (() => Promise<T>) | undefined, reloadOn?: EventName): Reading<T> {
  // A new question gets a new source, so an answer about another subject is never shown under the new name.
  const source = useMemo(() => new RequestSource(read), [read]);
  return useRequestSource(source, reloadOn);
}

export function useRequestSource<T>(source: RequestSource<T>, reloadOn: EventName | undefined): Reading<T> {
  const { value, failure } = useSyncExternalStore(source.subscribe, source.getAnswer);
  const latest = useRef<T>(undefined);
  if (value !== undefined) latest.current = value;
  useEffect(() => {
    const { reload } = source;
    void reload();
    return reloadOn === undefined ? undefined : subscribe(reloadOn, () => void reload());
  }, [source, reloadOn]);
  // Main says this once the window of a desktop is back at the firm's server.
  const isCut = failure?.code === 'not_connected';
  useEffect(() => (isCut ? subscribe('directory.changed', () => void source.reload()) : undefined), [source, isCut]);
  return { value, latest: latest.current, failure, reload: source.reload };
}
