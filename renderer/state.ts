// The state of the whole window: its screen (main decides it), the person's place in the directory, and the preferences
// for tables. Main keeps the preferences with the person. Search and scroll positions last as long as the window.
import { create } from 'zustand';
import type { AppState, ClientRow, Preferences, Screen } from '../preload/contract/index.ts';
import { NO_USER_FILTERS } from '../preload/tables/attention-lists.ts';
import { request } from './bridge.ts';
import { setDateOrder } from './words/time-words.ts';

export { NO_USER_FILTERS } from '../preload/tables/attention-lists.ts';

export type Section = 'overview' | 'management' | 'activity' | 'settings' | 'approvals' | 'account' | 'review';

/** What a list keeps while the person is elsewhere. */
export interface ListPlace {
  readonly search: string;
  /** The first row in view. The fraction is the part of it that is scrolled away. */
  readonly topRow: number;
}

/** Something that is begun in another place than where it is offered. */
type Asked = 'search users' | 'invite' | 'invite admin' | 'add client' | 'show backups' | 'show desktops';

type SignedIn = Extract<Screen, { name: 'signed_in' }>;

export interface AppStore {
  readonly app: AppState | undefined;
  /** The screen of the signed-in person. While the window is locked it stays, hidden and out of reach. */
  readonly signedIn: SignedIn | undefined;
  setApp(app: AppState): void;
  readonly section: Section;
  openSection(section: Section): void;
  /** What Activity lists. */
  readonly activityTab: 'records' | 'alerts';
  showInActivity(tab: AppStore['activityTab']): void;
  /** The client in view; undefined in the Global view. */
  readonly client: ClientRow | undefined;
  readonly tab: 'clients' | 'details' | 'users';
  enterClient(client: ClientRow): void;
  enterGlobalView(): void;
  showTab(tab: AppStore['tab']): void;
  readonly preferences: Preferences;
  /** Saved with the person a moment later. If saving fails, the preferences stay as they are here. */
  setPreferences(change: (now: Preferences) => Preferences): void;
  /** By the name of the list: `clients`, `users`, `users of 12`. */
  readonly places: Readonly<Record<string, ListPlace>>;
  setPlace(list: string, change: Partial<ListPlace>): void;
  /** The client that filters the Users tab of the Global view. */
  readonly userClient: { readonly id: number; readonly name: string } | undefined;
  setUserClient(client: AppStore['userClient']): void;
  /** The user whose details the Users tab opens next. */
  readonly userToShow: number | undefined;
  showUser(userId: number): void;
  forgetUserToShow(): void;
  /** What is begun elsewhere, such as by Ctrl+F, a command or a first step. The tab does it once it is shown. */
  readonly asked: Asked | undefined;
  ask(what: Asked): void;
  forgetAsked(): void;
}

export const NO_CLIENT_FILTERS: Preferences['clients']['filters'] = { statuses: [], types: [] };

const AT_FIRST: Preferences = {
  users: {
    widths: {},
    hidden: [],
    sort: { column: 'name', isDescending: false, byLastName: false },
    filters: NO_USER_FILTERS,
  },
  clients: { widths: {}, hidden: [], sort: { column: 'name', isDescending: false }, filters: NO_CLIENT_FILTERS },
  isCompact: false,
  isStartDismissed: false,
  beginsWithOverview: false,
};

const START = {
  signedIn: undefined,
  section: 'management',
  activityTab: 'records',
  client: undefined,
  tab: 'clients',
  places: {},
  userClient: undefined,
  userToShow: undefined,
  asked: undefined,
  preferences: AT_FIRST,
} as const;
export const NOWHERE: ListPlace = { search: '', topRow: 0 };

// A drag or several quick clicks are one save.
const SAVE_AFTER_MS = 400;
let saving: ReturnType<typeof setTimeout> | undefined;

function save(): void {
  saving = undefined;
  // No message: the next change saves the preferences again.
  void request('account.savePreferences', { preferences: useAppStore.getState().preferences }).catch(() => undefined);
}

export const useAppStore = create<AppStore>((set, get) => ({
  ...START,
  app: undefined,
  setApp(app) {
    setDateOrder(app.dateOrder);
    const before = get().signedIn;
    const { screen } = app;
    if ((screen.name === 'signed_in' || screen.name === 'locked') && screen.user.id === before?.user.id) {
      set({ app, signedIn: screen.name === 'signed_in' ? screen : before });
      return;
    }
    // The next person who signs in must see nothing of this person's view.
    clearTimeout(saving);
    saving = undefined;
    set({
      ...START,
      app,
      ...(screen.name === 'signed_in' ? { signedIn: screen, preferences: screen.preferences } : {}),
      ...(screen.name === 'signed_in' && screen.may.viewOverview && screen.preferences.beginsWithOverview
        ? { section: 'overview' as const }
        : {}),
    });
  },
  openSection: (section) => set({ section }),
  showInActivity: (activityTab) => set({ section: 'activity', activityTab }),
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
    // A list that unmounts at the end of the session still reports its place. Nobody needs it any more.
    if (get().signedIn === undefined) return;
    set((now) => ({ places: { ...now.places, [list]: { ...(now.places[list] ?? NOWHERE), ...change } } }));
  },
  setUserClient: (userClient) => set({ userClient }),
  showUser: (userToShow) => set({ userToShow, section: 'management', client: undefined, tab: 'users' }),
  forgetUserToShow: () => set({ userToShow: undefined }),
  ask: (asked) =>
    set(
      asked === 'show backups' || asked === 'show desktops'
        ? { asked, section: 'settings' }
        : {
            asked,
            section: 'management',
            tab: asked === 'add client' ? 'clients' : 'users',
            // These are for the whole firm.
            ...(asked === 'add client' || asked === 'invite admin' ? { client: undefined } : {}),
          },
    ),
  forgetAsked: () => set({ asked: undefined }),
}));

/** For a choice that the screen confirms. @throws as the request; the choice then holds for this window only. */
export async function savePreferencesNow(): Promise<void> {
  clearTimeout(saving);
  saving = undefined;
  await request('account.savePreferences', { preferences: useAppStore.getState().preferences });
}

/** Saves a change that was made just before the window closes. */
export function savePreferencesOnClose(): void {
  window.addEventListener('pagehide', () => {
    if (saving === undefined) return;
    clearTimeout(saving);
    save();
  });
}
