// Where people sign in, in the firm's own words. It is step 1 of every letter.
import { SET_BY_IT } from '../shared/policy/policy-notice.tsx';
import { useAppStore } from '../state.ts';
import { TextAreaField } from '../ui/fields/field.tsx';
import page from '../ui/page.module.css';
import { placeStep } from '../words/letter-words.ts';
import styles from './settings.module.css';
import { Section, type SectionProps, textProps } from './settings-section.tsx';

interface PlaceSectionProps extends SectionProps {
  /** By the policy file. */
  readonly isFixed: boolean;
}

export function PlaceSection({ isFixed, ...props }: PlaceSectionProps) {
  const name = useAppStore((state) => state.app?.firmName) ?? '';
  const serverName = useAppStore((state) => state.app?.serverName) ?? null;
  const signInPlace = props.typed.signInPlace.trim();
  return (
    <Section title="Where people sign in">
      <p className={page['lead']}>
        {serverName === null
          ? 'Rekey runs on one computer, and everybody signs in there. Tell people how to find it, what to bring, and who lets them in.'
          : 'People sign in at their own desks, where the desktop has joined. Tell everybody else which computer to go to, what to bring, and who lets them in.'}
      </p>
      <TextAreaField
        label="Directions"
        isOptional
        rows={2}
        readOnly={isFixed}
        {...(isFixed ? { hint: SET_BY_IT } : {})}
        placeholder="On the computer at reception. Ask Judith Hale to open it."
        {...textProps(props, 'signInPlace')}
      />
      <figure className={styles['place']}>
        <figcaption>Step 1 of every letter</figcaption>
        <p>{placeStep({ name, signInPlace, serverName })}</p>
      </figure>
    </Section>
  );
}
