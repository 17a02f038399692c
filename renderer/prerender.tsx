// The sign-in page that sign-in.html shows before any script has run. scripts/build/prerender.ts renders it when Rekey
// is built; hydrate.ts replaces it by the live page.
import { Frame } from './app.tsx';
import { SignIn } from './sign-in/sign-in.tsx';

export function PrerenderedPage() {
  return (
    <Frame>
      <SignIn because={null} />
    </Frame>
  );
}
