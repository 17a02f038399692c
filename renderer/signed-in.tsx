// What a signed-in person sees: the shell with the page of one section. A page is loaded when its section is first opened.
import { type ReactNode, Suspense, useState } from 'react';
import type { Screen } from '../preload/contract/index.ts';
import { ANY_ACTIVITY } from './activity/activity-query.ts';
import { lazyNamed } from './shared/lazy-named.ts';
import { Shell } from './shell/shell.tsx';
import type { Section } from './state.ts';

const ClientAndUserManagement = lazyNamed(() => import('./client-and-user-management.tsx'), 'ClientAndUserManagement');
const Activity = lazyNamed(() => import('./activity/activity.tsx'), 'Activity');
const Settings = lazyNamed(() => import('./settings/settings.tsx'), 'Settings');
const Approvals = lazyNamed(() => import('./users/approvals/approvals.tsx'), 'Approvals');
const MyAccount = lazyNamed(() => import('./account/my-account.tsx'), 'MyAccount');

export function SignedIn({ screen }: { readonly screen: Extract<Screen, { name: 'signed_in' }> }) {
  // The filters survive a visit to another section.
  const [activityQuery, setActivityQuery] = useState(ANY_ACTIVITY);
  function pageOf(section: Section): ReactNode {
    switch (section) {
      case 'management':
        return <ClientAndUserManagement />;
      case 'activity':
        return <Activity query={activityQuery} onQuery={setActivityQuery} />;
      case 'settings':
        return <Settings />;
      case 'approvals':
        return <Approvals />;
      case 'account':
        return <MyAccount />;
    }
  }
  return <Shell screen={screen} pageOf={(section) => <Suspense fallback={null}>{pageOf(section)}</Suspense>} />;
}
