// The form of a dialog that carries out one action: the facts, the answers, the request and its result. After a refusal
// it reads the facts again, and the answers stay. Only a code that is used up goes.
import { useState } from 'react';
import type { Failure } from '../../../preload/contract/index.ts';
import { fieldSentence } from '../../words/failure-words.ts';
import { keepUnusedCode } from '../secrets/code-after-refusal.ts';
import { useAction } from '../use-action.ts';

/** What the dialog shows about its subject. `useRequest` reads it. */
export interface ActionFacts<Facts> {
  /** Undefined until it is read. */
  readonly value: Facts | undefined;
  readonly failure: Failure | undefined;
  reload(): unknown;
}

/** Facts that the dialog has from the start. */
export const knownFacts = <Facts>(value: Facts | undefined, reload: () => unknown = () => {}): ActionFacts<Facts> => ({
  value,
  failure: undefined,
  reload,
});

type AnswersOfForm = Readonly<Record<string, string>>;

interface ActionFormOptions<Facts, Answers extends AnswersOfForm, Result> {
  readonly facts: ActionFacts<Facts>;
  /** The first answers. '' means that there is none yet. */
  readonly answers: Answers;
  readonly send: (facts: Facts, answers: Answers) => Promise<Result>;
  readonly onDone?: (result: Result, facts: Facts) => void;
}

export interface ActionForm<Facts, Answers extends AnswersOfForm, Result> {
  readonly facts: ActionFacts<Facts>;
  readonly answers: Answers;
  /** Closing would lose an answer. A code is no answer: it is typed again in a moment. */
  readonly isFilledIn: boolean;
  /** Undefined until the action is carried out. */
  readonly result: Result | undefined;
  readonly isBusy: boolean;
  readonly failure: Failure | undefined;
  set(change: Partial<Answers>): void;
  /** The props of a text field. */
  text(name: keyof Answers & string): {
    readonly value: string;
    readonly onText: (text: string) => void;
    readonly problem: string | undefined;
  };
  /** The props of a select or of radio buttons. */
  choice<Name extends keyof Answers & string>(
    name: Name,
  ): {
    readonly value: Answers[Name];
    readonly onChoose: (value: Answers[Name]) => void;
    readonly problem: string | undefined;
  };
  carryOut(): void;
}

export function useActionForm<Facts, Answers extends AnswersOfForm, Result>({
  facts,
  answers: first,
  send,
  onDone,
}: ActionFormOptions<Facts, Answers, Result>): ActionForm<Facts, Answers, Result> {
  const [unanswered] = useState(first);
  const [answers, setAnswers] = useState(first);
  const [result, setResult] = useState<Result>();
  const { isBusy, failure, run } = useAction();
  const setOne = (name: keyof Answers, value: string) => setAnswers((now) => ({ ...now, [name]: value }));
  return {
    facts,
    answers,
    isFilledIn: differsInAnswers(unanswered, answers),
    result,
    isBusy,
    failure,
    set: (change) => setAnswers((now) => ({ ...now, ...change })),
    text: (name) => ({
      value: answers[name] ?? '',
      onText: (text) => setOne(name, text),
      problem: fieldSentence(failure, name),
    }),
    choice: (name) => ({
      value: answers[name],
      onChoose: (value) => setOne(name, value),
      problem: fieldSentence(failure, name),
    }),
    carryOut: () =>
      void run(async () => {
        if (facts.value === undefined) return;
        try {
          const done = await send(facts.value, answers);
          setResult(done);
          onDone?.(done, facts.value);
        } catch (error) {
          if (answers['code'] !== undefined) setOne('code', await keepUnusedCode(answers['code'], error));
          void facts.reload();
          throw error;
        }
      }),
  };
}

export const differsInAnswers = (first: AnswersOfForm, now: AnswersOfForm): boolean =>
  Object.keys(now).some((name) => name !== 'code' && now[name] !== first[name]);
