// The frame around the signed-in person's work: top bar, left menu and the section in view. It offers only what the
// role may open, and main checks every request again.
import { type ReactNode, useCallback, useEffect, useRef } from 'react';
import type { Screen } from '../../preload/contract/index.ts';
import { ClockNotice } from '../shared/clock-notice.tsx';
import { confirmUnsavedChanges, UnsavedChangesDialog } from '../shared/unsaved-changes.tsx';
import { type Section, useAppStore } from '../state.ts';
import { Banner } from '../ui/banner.tsx';
import { isPageCovered } from '../ui/dialog/dialog.tsx';
import { Logo } from '../ui/logo.tsx';
import { exactTime } from '../words/time-words.ts';
import { plural } from '../words/user-words.ts';
import { AboutMe } from './about-me.tsx';
import { Alerts } from './alerts.tsx';
import { KitUse } from './kit-use.tsx';
import { LeftOutRows } from './left-out-rows.tsx';
import { MainMenu } from './main-menu.tsx';
import { NavigateByClient } from './navigate-by-client.tsx';
import { mayOpen, SECTIONS } from './sections.ts';
import styles from './shell.module.css';
import { usePresence } from './use-presence.ts';
import { UserMenu } from './user-menu.tsx';

interface Props {
  readonly screen: Extract<Screen, { name: 'signed_in' }>;
  readonly pageOf: (section: Section) => ReactNode;
}

export function Shell({ screen, pageOf }: Props) {
  const firmName = useAppStore((state) => state.app?.firmName);
  const chosen = useAppStore((state) => state.section);
  const openSection = useAppStore((state) => state.openSection);
  const ask = useAppStore((state) => state.ask);
  const { may } = screen;
  // A role that may not open the chosen section sees its own account. Approvals stays open even if its menu entry
  // disappears, because it may show a code.
  const isStaying = chosen === 'approvals' && may.resetTwoFactor;
  const section: Section = isStaying || mayOpen(may, chosen) ? chosen : 'account';
  const clientId = useAppStore((state) => state.client?.id);
  const content = useRef<HTMLElement>(null);
  const isWarned = screen.kitUse !== null || screen.approvals.aboutMe.length > 0;
  const focusPage = useCallback(() => content.current?.focus(), []);
  usePresence();

  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      if (isPageCovered()) return;
      if (event.key.toLowerCase() === 'f' && may.viewClients) {
        event.preventDefault();
        confirmUnsavedChanges(() => ask('search users'));
        return;
      }
      const wanted = SECTIONS.find((one) => one.key === event.key);
      if (wanted === undefined || !mayOpen(may, wanted.section)) return;
      event.preventDefault();
      confirmUnsavedChanges(() => {
        openSection(wanted.section);
        content.current?.focus();
      });
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, [may, openSection, ask]);

  // The element that led here may be gone with the view before, so the focus moves to the content.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each view
  useEffect(() => {
    if (document.activeElement === document.body) content.current?.focus();
  }, [section, clientId]);

  return (
    <div className={styles['shell']} data-alone={!SECTIONS.some((one) => mayOpen(may, one.section)) || undefined}>
      <header className={styles['top']}>
        <div className={styles['firm']}>
          <Logo size={22} />
          <span dir="auto" className={styles['firmName']} title={firmName ?? undefined}>
            {firmName}
          </span>
        </div>
        {may.viewClients ? <NavigateByClient screen={screen} focusPage={focusPage} /> : <div />}
        <div className={styles['end']}>
          <Alerts alerts={screen.alerts} content={content} />
          <UserMenu user={screen.user} />
        </div>
      </header>
      <MainMenu may={may} current={section} waiting={screen.approvals.waiting} />
      <main ref={content} className={styles['content']} tabIndex={-1}>
        <div className={styles['notice']}>
          <ClockNotice />
        </div>
        <div className={styles['notice']}>
          <LeftOutRows />
        </div>
        {screen.recoveryCodesLeft !== null && (
          <div className={styles['notice']}>
            <Banner tone={screen.recoveryCodesLeft < 3 ? 'attention' : 'info'}>
              You signed in with a recovery code. {plural(screen.recoveryCodesLeft, 'code is', 'codes are')} left. If
              your phone is gone, ask a Partner Admin to reset your 2FA.
            </Banner>
          </div>
        )}
        {screen.temporaryUntil !== null && (
          <div className={styles['notice']}>
            <Banner tone="info">
              You signed in with a temporary code. This session ends on {exactTime(screen.temporaryUntil)}. Until then,
              what needs your authenticator app is not available: changes to your password and 2FA, codes for other
              people, and approvals.
            </Banner>
          </div>
        )}
        {pageOf(section)}
        {/* It comes while somebody works, so it takes its room at the foot: nothing above it moves. */}
        <div className={styles['foot']} data-warns={isWarned || undefined}>
          <KitUse use={screen.kitUse} userEmail={screen.user.email} content={content} />
          <AboutMe requests={screen.approvals.aboutMe} content={content} />
        </div>
      </main>
      <UnsavedChangesDialog />
    </div>
  );
}
