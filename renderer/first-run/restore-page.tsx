// "Restore from a backup" on the first run, in the place of "Create your firm".

import { RestoreSteps, restoreVerb } from '../shared/backup/restore-steps.tsx';
import type { Restore } from '../shared/backup/use-restore.ts';
import { Button } from '../ui/button.tsx';
import { CardPage } from '../ui/card-page.tsx';
import form from '../ui/fields/form.module.css';
import { Form } from '../ui/fields/form.tsx';

export function RestorePage({ restore }: { readonly restore: Restore }) {
  return (
    <CardPage title="Restore from a backup" width="wide" lead="Your firm as it was when the backup was made.">
      <Form onSubmit={restore.goOn}>
        <RestoreSteps restore={restore} />
        <div className={form['actions']}>
          <Button type="submit" tone="primary" isBusy={restore.isBusy}>
            {restoreVerb(restore)}
          </Button>
          <Button onClick={restore.leave}>Cancel</Button>
        </div>
      </Form>
    </CardPage>
  );
}
