// Evidence pack: the records of some days or of one person, with all that somebody without Rekey needs to check them. Then the
// system asks for the place of the file.
import { type RefObject, useState } from 'react';
import { request } from '../bridge.ts';
import { FormDialog } from '../shared/dialogs/form-dialog.tsx';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { usePaper } from '../shared/paper/print.tsx';
import { PersonPicker, type PickedPerson } from '../shared/pickers/person-picker.tsx';
import { OwnCode } from '../shared/secrets/own-code.tsx';
import { useCodeAction } from '../shared/secrets/use-code-action.ts';
import { usePresence } from '../shared/secrets/use-presence.ts';
import { useToast } from '../shared/toast.tsx';
import { useAppStore } from '../state.ts';
import { TextField } from '../ui/fields/field.tsx';
import forms from '../ui/fields/form.module.css';
import { fieldSentence } from '../words/failure-words.ts';
import { fileWords } from '../words/file-words.ts';
import { savedWords } from '../words/saved-words.ts';
import { plainDay } from '../words/time-words.ts';
import { DAY_FORMS, parseDay, writeDay } from '../words/typed-day.ts';
import { plural } from '../words/user-words.ts';
import { type ActivityQuery, toTimes } from './activity-query.ts';
import { EvidenceReport } from './evidence-report.tsx';
import { readEvidence } from './read-evidence.ts';

const EVERYBODY: PickedPerson = { id: null, name: 'Everybody' };

/** "evidence-harbour-finch-2026-11-30": an auditor has the packs of many firms. */
const packName = (firmName: string, madeAt: number): string =>
  ['evidence', fileWords(firmName), plainDay(madeAt)].filter(Boolean).join('-');

interface EvidenceDialogProps {
  readonly query: ActivityQuery;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

export function EvidenceDialog({ query, returnTo, onClose }: EvidenceDialogProps) {
  const order = useAppStore((state) => state.app?.dateOrder) ?? 'day_first';
  const firmName = useAppStore((state) => state.app?.firmName) ?? '';
  const [from, setFrom] = useState(() => (query.fromDay === '' ? '' : writeDay(query.fromDay, order)));
  const [until, setUntil] = useState(() => (query.untilDay === '' ? '' : writeDay(query.untilDay, order)));
  const [person, setPerson] = useState(EVERYBODY);
  const [typedPerson, setTypedPerson] = useState(EVERYBODY.name);
  const [isTried, setTried] = useState(false);
  const presence = usePresence();
  const toast = useToast();
  const paper = usePaper();
  const [fromDay, untilDay] = [from, until].map((typed) => (typed.trim() === '' ? '' : parseDay(typed, order)));
  const save = useCodeAction(async (code) => {
    const times = toTimes({ fromDay: fromDay ?? '', untilDay: untilDay ?? '' });
    const begun = await request('evidence.begin', { ...times, email: person.email ?? '', code });
    const read = await readEvidence(begun.evidenceId);
    const report = <EvidenceReport firmName={firmName} times={times} begun={begun} read={read} />;
    const { file } = await paper.hold(report, () =>
      request('evidence.save', { evidenceId: begun.evidenceId, suggestedName: packName(firmName, begun.madeAt) }),
    );
    if (file === null) return;
    toast.show({
      text: `The evidence pack with ${plural(read.total, 'record', 'records')} is saved: ${savedWords(file)}.`,
    });
    onClose();
  });
  const isNoDay = fromDay === undefined || untilDay === undefined;
  const dayProblem = (day: string | undefined) =>
    isTried && day === undefined ? `Enter a day as ${DAY_FORMS[order]}.` : undefined;
  const untilProblem = dayProblem(untilDay) ?? fieldSentence(save.failure, 'until');
  const isNobody = ![person.name, ''].includes(typedPerson.trim());
  const emailProblem =
    isTried && isNobody ? 'Choose a person from the list, or Everybody.' : fieldSentence(save.failure, 'email');
  const isAtField = untilProblem !== undefined || emailProblem !== undefined;
  return (
    <FormDialog
      title="Evidence pack"
      verb="Make the pack"
      isBusy={save.isBusy}
      onSubmit={() => {
        setTried(true);
        if (!isNoDay && !isNobody) save.submit();
      }}
      onClose={onClose}
      returnTo={returnTo}
    >
      <p>
        One zip file for an auditor: the records, a report to read, the policy at each time, and the firm’s signature. A
        page in it checks all of that in any browser, without Rekey. It names the people of its records and holds no
        secrets. It is recorded.
      </p>
      <div className={forms['pair']}>
        <TextField
          label="From"
          isOptional
          placeholder={DAY_FORMS[order]}
          autoComplete="off"
          value={from}
          problem={dayProblem(fromDay)}
          onText={setFrom}
        />
        <TextField
          label="Until"
          isOptional
          placeholder={DAY_FORMS[order]}
          autoComplete="off"
          value={until}
          problem={untilProblem}
          onText={setUntil}
        />
      </div>
      <PersonPicker
        label="Records of"
        clientId={null}
        value={person}
        onPick={setPerson}
        onTyped={setTypedPerson}
        nobody={EVERYBODY.name}
        problem={emailProblem}
      />
      {presence.value !== undefined && (
        <OwnCode
          isNeeded={presence.value.needsCode}
          code={save.code}
          onCode={save.setCode}
          failure={save.failure}
          saysHowLong
        />
      )}
      <FailureBanner failure={isAtField ? undefined : save.failure} />
      {paper.sheet}
    </FormDialog>
  );
}
