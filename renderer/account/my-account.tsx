// My account: what everybody may do to their own account, and what was done to it.
import { useCallback } from 'react';
import { request } from '../bridge.ts';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { useActivityPages } from '../shared/reading/use-activity-pages.ts';
import { useRequest } from '../shared/reading/use-request.ts';
import { Button } from '../ui/button.tsx';
import page from '../ui/page.module.css';
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
  const readAgain = () => {
    reload();
    record.reload();
  };
  return (
    <div className={page['page']}>
      <div className={page['column']}>
        <h1 className={page['title']}>My account</h1>
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
