// What a window asks of the desktop: the clipboard, files, paper, mail, and protection from screenshots.
import type { desktopRequests } from '../../preload/contract/desktop.ts';
import { refuse } from '../domain/refusal.ts';
import { sourceOf } from './evidence-handlers.ts';
import { anyone, at, type HandlersOf, isSignedIn } from './handler.ts';
import { saveEvidence } from './save-evidence.ts';

export const desktopHandlers: HandlersOf<keyof typeof desktopRequests> = {
  'clipboard.copy': anyone({
    async run(call, input) {
      await call.desktop.copy(input.text, input.isSecret);
      return {};
    },
  }),
  'document.save': at(['recovery_codes', 'recovery_kit', 'signed_in'], {
    run: async (call, input) => ({
      file: (await call.desktop.saveText(call.windowId, `${input.suggestedName}.txt`, input.text)) ?? null,
    }),
  }),
  'document.print': at(['recovery_codes', 'recovery_kit', 'signed_in'], {
    run: async (call) => ({ outcome: await call.desktop.print(call.windowId) }),
  }),
  'document.savePdf': at(['recovery_codes', 'recovery_kit', 'signed_in'], {
    run: async (call, input) => ({
      file: (await call.desktop.savePdf(call.windowId, `${input.suggestedName}.pdf`)) ?? null,
    }),
  }),
  'evidence.save': at(['signed_in'], {
    async run(call, { evidenceId, suggestedName }) {
      if (!isSignedIn(call)) return refuse({ code: 'not_signed_in' });
      const source = sourceOf(call, evidenceId);
      return { file: (await saveEvidence(call.desktop, call.windowId, suggestedName, source)) ?? null };
    },
  }),
  'document.mail': at(['signed_in'], {
    async run(call, input) {
      await call.desktop.mail(input);
      return {};
    },
  }),
  'window.setSecretShown': anyone({
    run(call, input) {
      call.desktop.protectWindow(call.windowId, input.isShown);
      return {};
    },
  }),
};
