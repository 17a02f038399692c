// Opens the details of the person that an alert is about.
import type { Alert } from '../../preload/contract/index.ts';
import { useAppStore } from '../state.ts';
import { Button } from '../ui/button.tsx';
import { alertPerson } from '../words/alert-words.ts';
import { confirmUnsavedChanges } from './unsaved-changes.tsx';

interface ShowPersonProps {
  readonly alert: Alert;
  readonly onShown?: () => void;
}

export function ShowPerson({ alert, onShown }: ShowPersonProps) {
  const showUser = useAppStore((state) => state.showUser);
  const person = alertPerson(alert);
  return (
    person !== undefined && (
      <Button
        tone="quiet"
        aria-label={`Details of ${person.name}`}
        onClick={() =>
          confirmUnsavedChanges(() => {
            onShown?.();
            showUser(person.id);
          })
        }
      >
        Details
      </Button>
    )
  );
}
