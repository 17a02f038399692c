// Says how the temporary code is used.
import { Banner } from '../../ui/banner.tsx';

export function TemporaryCodeResult({ firstName }: { readonly firstName: string }) {
  return (
    <>
      <Banner tone="ok">
        <strong>The temporary code was issued.</strong> It stands in for the authenticator app, which works as before.
      </Banner>
      <p>
        {firstName} enters it after the password, under “Use a temporary code”. Give it only to {firstName}, the same
        way you checked who is asking. You can revoke it in the details.
      </p>
    </>
  );
}
