// The left menu. A narrow window shows icons only, with the words on hover and focus.
import { Tooltip } from '@base-ui/react/tooltip';
import { confirmUnsavedChanges } from '../shared/unsaved-changes.tsx';
import { type Section, useAppStore } from '../state.ts';
import { landmarkOf } from '../ui/landmark.ts';
import styles from './main-menu.module.css';
import { type May, mayOpen, SECTIONS } from './sections.ts';

const IS_MAC = navigator.platform.startsWith('Mac');

interface MainMenuProps {
  readonly may: May;
  readonly current: Section;
  /** Approvals that wait for this person. */
  readonly waiting: number;
}

export function MainMenu({ may, current, waiting }: MainMenuProps) {
  const openSection = useAppStore((state) => state.openSection);
  // The review is reached from Overview and belongs to it.
  const entry = current === 'review' ? 'overview' : current;
  const offered = SECTIONS.filter(({ section }) => mayOpen(may, section));
  if (offered.length === 0) return null;
  return (
    <nav className={styles['menu']} aria-label="Main">
      <Tooltip.Provider delay={300}>
        {offered.map(({ section, label, icon: Icon, key }) => (
          <Tooltip.Root key={section}>
            <Tooltip.Trigger
              render={
                <a
                  className={styles['entry']}
                  href={`#${section}`}
                  aria-current={section === entry ? (section === current ? 'page' : true) : undefined}
                  aria-keyshortcuts={IS_MAC ? `Meta+${key}` : `Control+${key}`}
                  onClick={(event) => {
                    event.preventDefault();
                    if (section !== current) confirmUnsavedChanges(() => openSection(section));
                  }}
                >
                  <Icon size={18} aria-hidden />
                  <span>{label}</span>
                  {section === 'approvals' && waiting > 0 && (
                    <b className={styles['badge']}>
                      {waiting}
                      <i className="visually-hidden">{waiting === 1 ? ' waits for you' : ' wait for you'}</i>
                    </b>
                  )}
                </a>
              }
            />
            <Tooltip.Portal container={landmarkOf('nav')}>
              <Tooltip.Positioner side="right" sideOffset={8} className={styles['positioner']}>
                <Tooltip.Popup className={styles['tooltip']} aria-hidden>
                  {label}
                  <kbd className={styles['keys']}>{IS_MAC ? `⌘${key}` : `Ctrl ${key}`}</kbd>
                </Tooltip.Popup>
              </Tooltip.Positioner>
            </Tooltip.Portal>
          </Tooltip.Root>
        ))}
      </Tooltip.Provider>
    </nav>
  );
}
