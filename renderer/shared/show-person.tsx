// Opens the details of the person whom an alert is about.
import type { Alert } from '../../preload/contract/index.ts';
import { useAppStore } from '../state.ts';
import { Button } from '../ui/button.tsx';
import { alertPerson } from '../words/alert-words.ts';

export function ShowPerson({ alert }: { readonly alert: Alert }) {
  const showUser = useAppStore((state) => state.showUser);
  const person = alertPerson(alert);
  return (
    person !== undefined && (
      <Button tone="quiet" onClick={() => showUser(person.id)}>
        Show {person.name}
      </Button>
    )
  );
}
