// The firm's working hours. A reset outside them is shown to every Partner Admin.
import { CheckField, TextField } from '../ui/fields/field.tsx';
import page from '../ui/page.module.css';
import { WEEKDAYS } from '../words/time-words.ts';
import styles from './settings.module.css';
import { Section, type SectionProps, textProps } from './settings-section.tsx';

/** Monday first. */
const WEEK = [1, 2, 3, 4, 5, 6, 0];

export function HoursSection(props: SectionProps) {
  const { typed, onChange } = props;
  const setDay = (day: number, isOn: boolean) =>
    onChange({
      workDays: isOn ? [...typed.workDays, day].sort((a, b) => a - b) : typed.workDays.filter((other) => other !== day),
    });
  return (
    <Section title="Working hours">
      <p className={page['lead']}>A reset outside these hours is allowed, but every Partner Admin is told about it.</p>
      <fieldset className={styles['days']}>
        <legend className={styles['legend']}>Days</legend>
        {WEEK.map((day) => (
          <CheckField
            key={day}
            label={<abbr title={WEEKDAYS[day]?.long}>{WEEKDAYS[day]?.short}</abbr>}
            isChecked={typed.workDays.includes(day)}
            onCheck={(isOn) => setDay(day, isOn)}
          />
        ))}
      </fieldset>
      <div className={styles['hours']}>
        <TextField label="From" {...textProps(props, 'workFrom')} />
        <TextField label="Until" {...textProps(props, 'workUntil')} />
      </div>
    </Section>
  );
}
