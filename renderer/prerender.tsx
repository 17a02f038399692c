// What sign-in.html shows before any script has run: the sign-in page as React draws it, drawn when Rekey is built
// (scripts/build/prerender.ts). take-over.ts puts the living page in its place.
import { Frame } from './app.tsx';
import { SignIn } from './sign-in/sign-in.tsx';

export function FirstPicture() {
  return (
    <Frame>
      <SignIn because={null} />
    </Frame>
  );
}
