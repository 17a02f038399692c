// The rows of the Users tab. What is typed goes to main as soon as the store has it, before the window draws anything, so it is
// answered in the same frame more often.
import { useCallback, useEffect, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { shallow } from 'zustand/shallow';
import type { InputOf, Preferences, UserRow } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { type AppStore, NOWHERE, useAppStore } from '../../state.ts';
import type { FetchPage, Pages } from '../../ui/table/page-source.ts';
import { usePages } from '../../ui/table/use-pages.ts';

type UserQuestion = Pick<InputOf<'users.list'>, 'search' | 'clientId'> & Pick<Preferences['users'], 'filters' | 'sort'>;

const searchOf = ({ places }: AppStore, list: string): string => (places[list] ?? NOWHERE).search;

/**
 * Asks as soon as the search has changed. Filters are set in several steps, by a number above the list for example. They are
 * asked for once, when the window draws them.
 * @returns ends it.
 */
export const followSearch = (list: string, ask: (state: AppStore) => void): (() => void) =>
  useAppStore.subscribe((state, before) => {
    // Signing out forgets the question, which is none to ask.
    if (state.signedIn !== undefined && searchOf(state, list) !== searchOf(before, list)) ask(state);
  });

/** @returns makes the same function as long as the question is the same. */
function createFetch(): (question: UserQuestion) => FetchPage<UserRow> {
  let last: { readonly question: UserQuestion; readonly fetchPage: FetchPage<UserRow> } | undefined;
  return (question) => {
    if (last === undefined || !shallow(last.question, question))
      last = { question, fetchPage: (offset, limit) => request('users.list', { ...question, offset, limit }) };
    return last.fetchPage;
  };
}

/**
 * @param list the name under which the search is remembered.
 * @param clientInView shows only this client's users; undefined in the Global view, which has a filter for one.
 */
export function useUserPages(
  list: string,
  clientInView: number | undefined,
): { readonly pages: Pages<UserRow>; readonly question: UserQuestion } {
  const [fetchFor] = useState(createFetch);
  const toQuestion = useCallback(
    (state: AppStore): UserQuestion => ({
      search: searchOf(state, list),
      clientId: clientInView ?? state.userClient?.id ?? null,
      filters: state.preferences.users.filters,
      sort: state.preferences.users.sort,
    }),
    [list, clientInView],
  );
  const question = useAppStore(useShallow(toQuestion));
  const pages = usePages(fetchFor(question), Math.floor((useAppStore.getState().places[list] ?? NOWHERE).topRow));
  const { ask } = pages;
  useEffect(() => followSearch(list, (state) => ask(fetchFor(toQuestion(state)))), [list, ask, fetchFor, toQuestion]);
  return { pages, question };
}
