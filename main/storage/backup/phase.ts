// How far a backup is that is being made or opened.

export type Phase = 'copying' | 'writing' | 'checking';
export type OnPhase = (phase: Phase, done: number, total: number) => void;
