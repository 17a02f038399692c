// The person confirms that a secret that is shown once is kept. Going on needs that confirmation.
import { useState } from 'react';

export interface Keeping {
  readonly isKept: boolean;
  readonly onKept: (isKept: boolean) => void;
  /** The person tried to go on without confirming. */
  readonly isMissing: boolean;
}

export interface KeepingControl extends Keeping {
  readonly onMissing: () => void;
}

export function useKeeping(): KeepingControl {
  const [isKept, onKept] = useState(false);
  const [isMissing, setMissing] = useState(false);
  return { isKept, onKept, isMissing, onMissing: () => setMissing(true) };
}
