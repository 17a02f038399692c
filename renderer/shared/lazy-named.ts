// Loads a component when it is first drawn. `React.lazy` takes default exports only; this takes the name under which
// the file exports the component, and the compiler checks that name.
import { type FunctionComponent, type LazyExoticComponent, lazy } from 'react';

type PropsOf<Component> = Component extends (props: infer Props) => unknown ? Props : never;

export function lazyNamed<Module, Name extends string & keyof Module>(
  load: () => Promise<Module & Record<Name, FunctionComponent<PropsOf<Module[Name]>>>>,
  name: Name,
): LazyExoticComponent<FunctionComponent<PropsOf<Module[Name]>>> {
  return lazy(async () => ({ default: (await load())[name] }));
}
