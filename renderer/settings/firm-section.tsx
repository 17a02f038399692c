// The firm's name, and its phone number in letters.
import { SelectField, TextField } from '../ui/fields/field.tsx';
import { fieldSentence } from '../words/failure-words.ts';
import { keysOf } from '../words/keys-of.ts';
import { DATE_ORDER_WORDS } from '../words/time-words.ts';
import { Section, type SectionProps, textProps } from './settings-section.tsx';

const DATE_ORDERS = keysOf(DATE_ORDER_WORDS).map((value) => ({ value, label: DATE_ORDER_WORDS[value] }));

export function FirmSection(props: SectionProps) {
  const { typed, onChange, failure } = props;
  return (
    <Section title="Firm">
      <TextField
        label="Firm name"
        hint="Shown at the top of every window, in letters, and in authenticator apps that are set up from now on."
        {...textProps(props, 'firmName')}
      />
      <TextField
        label="Phone for letters"
        isOptional
        type="tel"
        hint="The number to call when someone gets a code that they did not ask for."
        {...textProps(props, 'firmPhone')}
      />
      <SelectField
        label="Dates"
        hint="On screens and in letters. Files that other programs read keep year, month, day."
        options={DATE_ORDERS}
        value={typed.dateOrder}
        onChoose={(dateOrder) => onChange({ dateOrder })}
        problem={fieldSentence(failure, 'settings.dateOrder')}
      />
    </Section>
  );
}
