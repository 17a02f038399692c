// The firm's name, and its phone number in letters.
import { TextField } from '../ui/fields/field.tsx';
import { Section, type SectionProps, textProps } from './settings-section.tsx';

export function FirmSection(props: SectionProps) {
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
    </Section>
  );
}
