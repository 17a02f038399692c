// The application as a whole: the state of a window, the first run and the sample firm.
import type { applicationRequests } from '../../preload/contract/application.ts';
import { refuse } from '../domain/refusal.ts';
import { createFirm } from '../services/firm/create-firm.ts';
import { listSamplePeople } from '../services/firm/sample-firm.ts';
import { getFirm } from '../storage/tables/firm.ts';
import { anyone, at, type HandlersOf, inSample, step } from './handler.ts';

export const applicationHandlers: HandlersOf<keyof typeof applicationRequests> = {
  'application.getState': anyone({ run: (call) => call.state() }),
  'firm.create': step('signed_out', (call, input) => createFirm(call.context, input)),
  'sample.open': at(['signed_out'], {
    async run(call) {
      // Where there is a firm, one click must not bring a sample that could be mistaken for it.
      if (getFirm(call.context.storage.read) !== undefined) return refuse({ code: 'not_now' });
      if (call.context.managed.settings.noSampleData === true) return refuse({ code: 'set_by_it' });
      await call.desktop.openSample();
      return call.state();
    },
  }),
  'sample.leave': inSample({
    async run(call) {
      await call.desktop.leaveSample();
      return call.state();
    },
  }),
  'sample.listPeople': inSample({ run: (call, input) => listSamplePeople(call.context, call.visit, input.search) }),
};
