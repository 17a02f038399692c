// The sample panel: passwords and live codes of invented people. A newcomer can do the whole job without a phone. The
// panel exists only while the sample firm is open.
import { FlaskConical, PanelRightClose, PanelRightOpen } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import type { SamplePerson } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { useRequest } from '../shared/reading/use-request.ts';
import { CopyButton } from '../shared/secrets/copy-button.tsx';
import { useAppStore } from '../state.ts';
import { Button } from '../ui/button.tsx';
import { SearchBox } from '../ui/fields/search-box.tsx';
import { ROLE_WORDS, STATUS_WORDS } from '../words/user-words.ts';
import styles from './sample-panel.module.css';

/** In pixels. In a narrower window the panel starts closed. */
const ROOMY = 1180;

export function SamplePanel() {
  const setApp = useAppStore((state) => state.setApp);
  const isSignedIn = useAppStore((state) => state.app?.screen.name === 'signed_in');
  const [isOpen, setOpen] = useState(() => window.innerWidth >= ROOMY);
  const [search, setSearch] = useState('');
  const read = useCallback(() => request('sample.listPeople', { search }), [search]);
  const { latest: people, reload } = useRequest(isOpen ? read : undefined);
  useEffect(() => {
    const timer = setInterval(reload, 1000);
    return () => clearInterval(timer);
  }, [reload]);
  if (!isOpen) {
    return (
      <button
        type="button"
        className={styles['closed']}
        aria-label="Show the sample data panel"
        title="Sample data: passwords and codes"
        onClick={() => setOpen(true)}
      >
        <PanelRightOpen size={16} aria-hidden />
        <span>Sample data</span>
      </button>
    );
  }
  return (
    <aside className={styles['panel']} data-over-table={isSignedIn || undefined} aria-label="Sample data">
      <div className={styles['head']}>
        <FlaskConical size={16} aria-hidden />
        <strong>Sample data</strong>
        <button
          type="button"
          className={styles['hide']}
          aria-label="Hide the sample data panel"
          onClick={() => setOpen(false)}
        >
          <PanelRightClose size={16} aria-hidden />
        </button>
      </div>
      <p className={styles['about']}>
        Invented people. Nothing here is real or secret. In a real firm the codes are on their phones.
      </p>
      {people !== undefined && (
        <>
          <div className={styles['password']}>
            <span>Password of everyone</span>
            <code>{people.password}</code>
            <CopyButton text={people.password} label="Copy" tone="quiet" />
          </div>
          {people.pendingCode !== null && (
            <div className={styles['pending']}>
              <span>No phone at hand? The code for this setup</span>
              <code>{people.pendingCode}</code>
            </div>
          )}
          <div className={styles['search']}>
            <SearchBox label="Find a person" value={search} onText={setSearch} />
          </div>
          <ul className={styles['people']}>
            {people.people.map((person) => (
              <Person key={person.email} person={person} secondsLeft={people.secondsLeft} />
            ))}
          </ul>
        </>
      )}
      <div className={styles['foot']}>
        <Button onClick={() => void request('sample.leave', {}).then(setApp)}>Leave the sample</Button>
      </div>
    </aside>
  );
}

function Person({ person, secondsLeft }: { readonly person: SamplePerson; readonly secondsLeft: number }) {
  return (
    <li className={styles['person']}>
      <div dir="auto" className={styles['personName']}>
        {person.name}
      </div>
      <div className={styles['personFacts']}>
        {ROLE_WORDS[person.role]}, {STATUS_WORDS[person.status].toLowerCase()}
      </div>
      <button
        type="button"
        className={styles['personEmail']}
        title="Copy the email"
        onClick={() => void request('clipboard.copy', { text: person.email, isSecret: false }).catch(() => undefined)}
      >
        {person.email}
      </button>
      <div className={styles['personCode']}>
        {person.code === null ? (
          <span>No authenticator</span>
        ) : person.isUsed ? (
          <span>Used. Next code in {secondsLeft} s</span>
        ) : (
          <>
            <code>{person.code}</code>
            <span>{secondsLeft} s</span>
          </>
        )}
      </div>
    </li>
  );
}
