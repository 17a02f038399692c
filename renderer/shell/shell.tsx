// The frame around the signed-in person's work: top bar, left menu, the view.
import { UsersRound } from 'lucide-react';
import { lazy, Suspense } from 'react';
import type { Screen } from '../../preload/contract.ts';
import { useWindow } from '../state.ts';
import { Banner } from '../ui/banner.tsx';
import { Mark } from '../ui/mark.tsx';
import { plural } from '../words/user-words.ts';
import { NavigateByClient } from './navigate-by-client.tsx';
import styles from './shell.module.css';
import { UserMenu } from './user-menu.tsx';

const ClientAndUserManagement = lazy(() =>
  import('../client-and-user-management.tsx').then((module) => ({ default: module.ClientAndUserManagement })),
);

export function Shell({ screen }: { readonly screen: Extract<Screen, { name: 'signed_in' }> }) {
  const firmName = useWindow((state) => state.app?.firmName);
  return (
    <div className={styles['shell']}>
      <header className={styles['top']}>
        <div className={styles['firm']}>
          <Mark size={22} />
          <span className={styles['firmName']} title={firmName ?? undefined}>
            {firmName}
          </span>
        </div>
        {screen.mayViewClients ? <NavigateByClient /> : <div />}
        <UserMenu user={screen.user} />
      </header>
      <nav className={styles['menu']} aria-label="Main">
        {screen.mayViewClients && (
          <a className={styles['entry']} href="#client-and-user-management" aria-current="page" title="Client & User Management">
            <UsersRound size={18} aria-hidden />
            <span>Client &amp; User Management</span>
          </a>
        )}
      </nav>
      <main className={styles['content']}>
        {screen.recoveryCodesLeft !== null && (
          <div className={styles['notice']}>
            <Banner tone={screen.recoveryCodesLeft < 3 ? 'attention' : 'info'}>
              You signed in with a recovery code. {plural(screen.recoveryCodesLeft, 'code is', 'codes are')} left. If your phone is gone, ask a
              Partner Admin to reset your 2FA.
            </Banner>
          </div>
        )}
        {screen.mayViewClients ? (
          <Suspense fallback={null}>
            <ClientAndUserManagement />
          </Suspense>
        ) : (
          <div className={styles['empty']}>
            <h1>You are signed in</h1>
            <p>Your role has nothing to manage here. Your Partner Admin can help with your account.</p>
          </div>
        )}
      </main>
    </div>
  );
}
