// My account: what everybody may do to their own account, and what was done to it.
import { useCallback } from 'react';
import { request } from '../bridge.ts';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { useActivityPages } from '../shared/reading/use-activity-pages.ts';
import { useRequest } from '../shared/reading/use-request.ts';
import { useAppStore } from '../state.ts';
import { Button } from '../ui/button.tsx';
import page from '../ui/page.module.css';
import { ROLE_WORDS } from '../words/user-words.ts';
import { OwnActivity } from './own-activity.tsx';
import { OwnSessions } from './own-sessions.tsx';
import { Profile } from './profile.tsx';
import { SignInMethods } from './sign-in-methods.tsx';

export function MyAccount() {
  const {
    value: account,
    failure,
    reload,
  } = useRequest(
    useCallback(() => request('account.get', {}), []),
    'directory.changed',
  );
  const record = useActivityPages(useCallback((before) => request('account.listActivity', { before }), []));
  // No section of the left menu is open to this role.
  const isAlone = useAppStore((state) => state.signedIn?.may.viewClients === false);
  const readAgain = () => {
    reload();
    record.reload();
  };
  return (
    <div className={page['page']}>
      <div className={page['column']}>
        <div>
          <h1 className={page['title']}>My account</h1>
          {isAlone && account !== undefined && (
            <p className={page['lead']}>
              You see only your own account here, because your role is {ROLE_WORDS[account.user.role]}. Administrators
              look after everything else.
            </p>
          )}
        </div>
        <FailureBanner failure={failure} />
        {failure !== undefined && account === undefined && (
          <div>
            <Button onClick={reload}>Try again</Button>
          </div>
        )}
        {account !== undefined && (
          <>
            <Profile account={account} onChanged={readAgain} />
            <SignInMethods account={account} onChanged={readAgain} />
            <OwnSessions sessions={account.sessions} onChanged={readAgain} />
            <OwnActivity
              reading={record}
              isAdmin={account.user.role === 'partner_admin'}
              lastNotice={account.lastNotice}
            />
          </>
        )}
      </div>
    </div>
  );
}
