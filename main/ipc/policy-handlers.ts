// The policy file of the computer with the data. A desktop of the firm's server answers for its own (main/line/remote-door.ts).
import type { policyRequests } from '../../preload/contract/policy.ts';
import { refuse } from '../domain/refusal.ts';
import { anyone, type HandlersOf } from './handler.ts';
import { toShownPolicy } from './shown-policy.ts';

export const policyHandlers: HandlersOf<keyof typeof policyRequests> = {
  'policy.get': anyone({
    run: ({ desktop, context }) =>
      desktop.isHere ? toShownPolicy(context.managed) : refuse({ code: 'only_at_server' }),
  }),
};
