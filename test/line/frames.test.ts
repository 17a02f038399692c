// Messages on the wire: what is long passes as it is, only the short head is parsed, and what does not fit ends the connection.
import { performance } from 'node:perf_hooks';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFrameReader, toFrame } from '../../main/line/frames.ts';
import { MOST_BYTES_FROM_DESKTOP } from '../../main/line/messages.ts';

function read(bytes: Uint8Array, piece = bytes.length, most = MOST_BYTES_FROM_DESKTOP): unknown[] {
  const messages: unknown[] = [];
  const reader = createFrameReader(most, (message) => messages.push(message));
  for (let at = 0; at < bytes.length; at += piece) reader.read(bytes.subarray(at, at + piece));
  return messages;
}

/** As somebody writes who keeps to no rule. */
function frameOf(head: string, text: string | Uint8Array = ''): Buffer {
  const parts = [Buffer.from(head), Buffer.from(text)];
  const frame = Buffer.alloc(6);
  frame.writeUInt16BE(parts[0]?.length ?? 0, 4);
  const whole = Buffer.concat([frame, ...parts]);
  whole.writeUInt32BE(whole.length - 4, 0);
  return whole;
}

test('every message arrives as it was, in whatever pieces it comes', () => {
  const long = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.constant('é"\\\n'.repeat(20_000)));
  const message = fc.oneof(
    fc.record({ say: fc.constant('ask'), id: fc.nat(), input: long, act: fc.constant(null) }),
    fc.record({ say: fc.constant('part'), id: fc.nat(), text: fc.option(long) }),
    fc.record({ say: fc.constant('saved'), id: fc.nat(), outcome: fc.string() }),
  );
  fc.assert(
    fc.property(fc.array(message, { minLength: 1, maxLength: 5 }), fc.integer({ min: 1, max: 5000 }), (all, piece) => {
      expect(read(Buffer.concat(all.map(toFrame)), piece)).toEqual(all);
    }),
  );
});

test('a head that is too long, or longer than its message, is refused', () => {
  expect(read(frameOf(`{"say":"ping"${' '.repeat(4000)}}`))).toEqual([{ say: 'ping' }]);
  expect(() => read(frameOf(`{"say":"ping"${' '.repeat(4096)}}`))).toThrow('an impossible head');
  const frame = frameOf('{"say":"ping"}');
  frame.writeUInt16BE(200, 4);
  expect(() => read(frame)).toThrow('an impossible head');
});

test('a text that belongs to no field is refused, and a field that stands in the head has no other text', () => {
  expect(() => read(frameOf('{"say":"ping"}', 'x'))).toThrow('a text that belongs to nothing');
  expect(() => read(frameOf('[1]', 'x'))).toThrow('a text that belongs to nothing');
  expect(() => read(frameOf('{"say":"ask","input":"{}"}', 'x'))).toThrow('a text that belongs to nothing');
  expect(() => read(frameOf('{"say":"constructor"}', 'x'))).toThrow('a text that belongs to nothing');
});

test('bytes that are no text arrive as a text', () => {
  const [message] = read(frameOf('{"say":"ask"}', Uint8Array.of(0xff, 0xfe, 0x41)));
  expect(message).toEqual({ say: 'ask', input: '\ufffd\ufffdA' });
});

test('the longest message keeps main busy for no longer than its bytes take, whatever is in it', () => {
  const size = MOST_BYTES_FROM_DESKTOP - 100;
  for (const piece of ['[', '{"a":', '1,', '\u0000', '\\u0041']) {
    const frame = frameOf('{"say":"ask"}', piece.repeat(Math.floor(size / piece.length)));
    const times = Array.from({ length: 5 }, () => {
      const from = performance.now();
      read(frame, 65_536);
      return performance.now() - from;
    });
    // A busy computer slows a measurement and never speeds it up.
    expect(Math.min(...times)).toBeLessThan(20);
  }
});
