// Refused attempts: what is recorded of them.
import { describe, expect, test } from 'vitest';
import { MINUTE } from '../support/seeded.ts';
import { setScene } from './scenes.ts';

describe('on record', () => {
  test('the same denial again and again is one record a minute', async () => {
    const { fixture, open, ann, admin } = await setScene();
    await open.signIn(1, ann);
    const denials = () => fixture.activity().filter((record) => record.outcome === 'denied').length;
    for (let i = 0; i < 50; i++) await open.refusal(1, 'users.getResetPreview', { userId: admin.id });
    expect(denials()).toBe(1);
    fixture.clock.advance(MINUTE);
    await open.refusal(1, 'users.getResetPreview', { userId: admin.id });
    expect(denials()).toBe(2);
  });
});
