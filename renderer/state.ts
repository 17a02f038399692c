// What the whole window knows: where it stands (decided by main), where in the directory the person is looking, and how
// they like their tables. Main keeps those preferences with the person; search and scroll live as long as the window.
import { create } from 'zustand';
import type { AppState, ClientRow, Preferences, Screen } from '../preload/contract/index.ts';
import { request } from './bridge.ts';

export type Section = 'management' | 'activity' | 'settings' | 'approvals' | 'account';

/** What a list remembers while the person is elsewhere. */
export interface ListPlace {
  readonly search: string;
  /** The first row in view, with what of it is scrolled away. */
  readonly topRow: number;
}

type SignedIn = Extract<Screen, { name: 'signed_in' }>;

interface AppStore {
  readonly app: AppState | undefined;
  /** The signed-in person's place. While the window is locked it stays as it was, out of sight and out of reach. */
  readonly signedIn: SignedIn | undefined;
  setApp(app: AppState): void;
  readonly section: Section;
  openSection(section: Section): void;
  /** The client in view; undefined in the Global view. */
  readonly client: ClientRow | undefined;
  readonly tab: 'clients' | 'details' | 'users';
  enterClient(client: ClientRow): void;
  enterGlobalView(): void;
  showTab(tab: AppStore['tab']): void;
  readonly preferences: Preferences;
  /** Saved with the person a moment later; a save that fails changes nothing here. */
  setPreferences(change: (now: Preferences) => Preferences): void;
  /** By list: `clients`, `users`, `users of 12`. */
  readonly places: Readonly<Record<string, ListPlace>>;
  setPlace(list: string, change: Partial<ListPlace>): void;
  /** The client that the Users tab of the Global view is narrowed to. */
  readonly userClient: { readonly id: number; readonly name: string } | undefined;
  setUserClient(client: AppStore['userClient']): void;
}

export const NO_USER_FILTERS: Preferences['users']['filters'] = {
  roles: [],
  statuses: [],
  twoFactor: [],
  isOverdue: false,
};
export const NO_CLIENT_FILTERS: Preferences['clients']['filters'] = { statuses: [], types: [] };

const AT_FIRST: Preferences = {
  users: { widths: {}, sort: { column: 'name', isDescending: false }, filters: NO_USER_FILTERS },
  clients: { widths: {}, sort: { column: 'name', isDescending: false }, filters: NO_CLIENT_FILTERS },
  isCompact: false,
};

const START = {
  signedIn: undefined,
  section: 'management',
  client: undefined,
  tab: 'clients',
  places: {},
  userClient: undefined,
  preferences: AT_FIRST,
} as const;
export const NOWHERE: ListPlace = { search: '', topRow: 0 };

// A drag or a row of clicks is one save.
const SAVE_AFTER_MS = 400;
let saving: ReturnType<typeof setTimeout> | undefined;

function save(): void {
  saving = undefined;
  // How a table looks is not worth a message: it is saved again with the next change.
  void request('account.savePreferences', { preferences: useAppStore.getState().preferences }).catch(() => undefined);
}

export const useAppStore = create<AppStore>((set, get) => ({
  ...START,
  app: undefined,
  setApp(app) {
    const before = get().signedIn;
    const { screen } = app;
    if ((screen.name === 'signed_in' || screen.name === 'locked') && screen.user.id === before?.user.id) {
      set({ app, signedIn: screen.name === 'signed_in' ? screen : before });
      return;
    }
    // Nothing of one person's view is left for the next one who signs in.
    clearTimeout(saving);
    saving = undefined;
    set({
      ...START,
      app,
      ...(screen.name === 'signed_in' ? { signedIn: screen, preferences: screen.preferences } : {}),
    });
  },
  openSection: (section) => set({ section }),
  enterClient: (client) => set({ client, tab: 'users', section: 'management' }),
  enterGlobalView: () =>
    set((now) => ({ section: 'management', client: undefined, tab: now.tab === 'details' ? 'clients' : now.tab })),
  showTab: (tab) => set({ tab }),
  setPreferences(change) {
    set((now) => ({ preferences: change(now.preferences) }));
    clearTimeout(saving);
    saving = setTimeout(save, SAVE_AFTER_MS);
  },
  setPlace(list, change) {
    // A list that goes with the person's session says where it stood: that is nobody's any more.
    if (get().signedIn === undefined) return;
    set((now) => ({ places: { ...now.places, [list]: { ...(now.places[list] ?? NOWHERE), ...change } } }));
  },
  setUserClient: (userClient) => set({ userClient }),
}));

/** What was changed just before the window closes is saved with it. */
export function savePreferencesOnClose(): void {
  window.addEventListener('pagehide', () => {
    if (saving === undefined) return;
    clearTimeout(saving);
    save();
  });
}
