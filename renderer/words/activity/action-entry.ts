// The words for one recorded action.
export interface ActionEntry {
  /** The heading of the record. */
  readonly name: string;
  /** What was done, after the name of the actor. {whom}, {client} and the like are filled in. */
  readonly did: string;
  /** The same, after "tried to". */
  readonly triedTo?: string;
  /** `did` is the whole sentence, because no person did it. */
  readonly isImpersonal?: boolean;
  /** The requests that lead to it: a request that is refused at the door is recorded under the request's name. */
  readonly requests?: readonly string[];
}
