// A phone with an authenticator app: it has a secret, shows codes, and never shows a code twice.
import jsQR from 'jsqr';
import type { Locator } from 'playwright-core';
import { PNG } from 'pngjs';
import { codeAtStep, stepAt } from '../../main/domain/two-factor.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function decodeBase32(text: string): Uint8Array {
  let bits = '';
  for (const letter of text) bits += ALPHABET.indexOf(letter).toString(2).padStart(5, '0');
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
}

/** Reads a QR code from a screenshot, with a decoder that shares no code with the encoder. */
export async function readQrCode(image: Locator): Promise<string> {
  const { data, width, height } = PNG.sync.read(await image.screenshot());
  const found = jsQR(new Uint8ClampedArray(data), width, height);
  if (found === null) throw new Error('no QR code in the screenshot');
  return found.data;
}

export class Phone {
  readonly secret: Uint8Array;
  #lastStep = 0;

  constructor(secret: Uint8Array) {
    this.secret = secret;
  }

  static fromOtpauthUri(uri: string): Phone {
    const secret = new URL(uri).searchParams.get('secret');
    if (secret === null) throw new Error(`no secret in ${uri}`);
    return new Phone(decodeBase32(secret));
  }

  /**
   * The next code that was not used yet. The application accepts the codes of the steps before and after the current one,
   * so three codes can be used at once. After that, this waits for the clock, as a person would.
   */
  async nextCode(): Promise<string> {
    // Near the end of a step, the code of the step before would expire before a busy machine has entered it.
    const step = Math.max(this.#lastStep + 1, stepAt(Date.now() + 10_000) - 1);
    while (step > stepAt(Date.now()) + 1) await new Promise((resolve) => setTimeout(resolve, 250));
    this.#lastStep = step;
    return codeAtStep(this.secret, step);
  }

  /** The newest code that the application accepts now. It uses up all codes of the next half minute. */
  newestCode(): string {
    this.#lastStep = stepAt(Date.now()) + 1;
    return codeAtStep(this.secret, this.#lastStep);
  }

  /** The code of this moment, used or not. */
  presentCode(): string {
    return codeAtStep(this.secret, stepAt(Date.now()));
  }
}
