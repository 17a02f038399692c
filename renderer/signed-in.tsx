// What a signed-in person sees: the shell with the page of one section. A page is loaded when its section is first opened.
import { type ReactNode, Suspense, useState } from 'react';
import type { Screen } from '../preload/contract/index.ts';
import { ANY_ACTIVITY, toResetsQuery } from './activity/activity-query.ts';
import { lazyNamed } from './shared/lazy-named.ts';
import { Shell } from './shell/shell.tsx';
import { type Section, useAppStore } from './state.ts';
import type { ResetsShown } from './words/overview-words.ts';

const ClientAndUserManagement = lazyNamed(() => import('./client-and-user-management.tsx'), 'ClientAndUserManagement');
const Overview = lazyNamed(() => import('./overview/overview.tsx'), 'Overview');
const Activity = lazyNamed(() => import('./activity/activity.tsx'), 'Activity');
const Settings = lazyNamed(() => import('./settings/settings.tsx'), 'Settings');
const Approvals = lazyNamed(() => import('./users/approvals/approvals.tsx'), 'Approvals');
const AccessReview = lazyNamed(() => import('./users/review/access-review.tsx'), 'AccessReview');
const MyAccount = lazyNamed(() => import('./account/my-account.tsx'), 'MyAccount');

export function SignedIn({ screen }: { readonly screen: Extract<Screen, { name: 'signed_in' }> }) {
  // The filters survive a visit to another section.
  const [activityQuery, setActivityQuery] = useState(ANY_ACTIVITY);
  const showInActivity = useAppStore((state) => state.showInActivity);
  const showResets = (resets: ResetsShown) => {
    setActivityQuery(toResetsQuery(resets));
    showInActivity('records');
  };
  function pageOf(section: Section): ReactNode {
    switch (section) {
      case 'overview':
        return <Overview onResets={showResets} />;
      case 'management':
        return <ClientAndUserManagement />;
      case 'activity':
        return <Activity query={activityQuery} onQuery={setActivityQuery} />;
      case 'settings':
        return <Settings />;
      case 'approvals':
        return <Approvals />;
      case 'review':
        return <AccessReview />;
      case 'account':
        return <MyAccount />;
    }
  }
  return <Shell screen={screen} pageOf={(section) => <Suspense fallback={null}>{pageOf(section)}</Suspense>} />;
}
