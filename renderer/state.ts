// What the whole window knows: where it stands (decided by main), and where in the directory the person is looking.
import { create } from 'zustand';
import type { AppState, ClientRow, InputOf } from '../preload/contract.ts';

export type UserSort = InputOf<'users.list'>['sort'];

interface WindowState {
  readonly app: AppState | undefined;
  setApp(app: AppState): void;
  /** The client in view; undefined in the Global view. */
  readonly client: ClientRow | undefined;
  readonly tab: 'clients' | 'details' | 'users';
  enterClient(client: ClientRow): void;
  enterGlobalView(): void;
  showTab(tab: WindowState['tab']): void;
  /** Search and sort of the Users tab survive going away and coming back. */
  readonly userSearch: string;
  readonly userSort: UserSort;
  setUserSearch(search: string): void;
  setUserSort(sort: UserSort): void;
}

const PLACE = { client: undefined, tab: 'clients', userSearch: '', userSort: { column: 'name', isDescending: false } } as const;

export const useWindow = create<WindowState>((set, get) => ({
  ...PLACE,
  app: undefined,
  setApp(app) {
    // Nothing of one person's view is left for the next one who signs in.
    const isSamePerson = get().app?.screen.name === 'signed_in' && app.screen.name === 'signed_in';
    set(isSamePerson ? { app } : { ...PLACE, app });
  },
  enterClient: (client) => set({ client, tab: 'users' }),
  enterGlobalView: () => set((now) => ({ client: undefined, tab: now.tab === 'details' ? 'clients' : now.tab })),
  showTab: (tab) => set({ tab }),
  setUserSearch: (userSearch) => set({ userSearch }),
  setUserSort: (userSort) => set({ userSort }),
}));
