// A computer whose clock can be wrong, with Rekey's own time on it, and the true time that phones show.
import { createSteadyClock } from '../../main/domain/steady-clock.ts';
import { START, type TestClock } from './seeded.ts';

export interface Computer {
  /** Rekey's own time. `advance` lets true time pass. */
  readonly clock: TestClock;
  /** The true time. */
  trueTime(): number;
  /** How far the computer's clock is ahead of the true time. */
  offBy(): number;
  /** Sets the computer's clock to this much ahead of the true time; 0 puts it right. */
  setAhead(ms: number): void;
  /** Rekey ends and starts again: its own time is what the computer's clock shows. */
  restart(): void;
}

export function createComputer(ahead = 0): Computer {
  let time = START;
  let off = ahead;
  const start = () =>
    createSteadyClock(
      () => time + off,
      () => time - START + 1000,
    );
  let clock = start();
  return {
    clock: {
      now: () => clock.now(),
      jump: () => clock.jump(),
      follow: () => clock.follow(),
      confirm: () => clock.confirm(),
      doubt: () => clock.doubt(),
      isBelieved: () => clock.isBelieved(),
      advance(ms) {
        time += ms;
      },
    },
    trueTime: () => time,
    offBy: () => off,
    setAhead(ms) {
      off = ms;
    },
    restart() {
      clock = start();
    },
  };
}
