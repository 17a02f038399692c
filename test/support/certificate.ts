// A certificate for localhost that PostgreSQL can use: as root it runs as nobody.
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync } from 'node:fs';
import { join } from 'node:path';
import { makeTempFolder } from './temp-folder.ts';

const NOBODY = 65_534;

export function makeCertificate(): { readonly certificate: string; readonly key: string } {
  const folder = makeTempFolder();
  const [certificate, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...kind, ...names, '-keyout', key, '-out', certificate], {
    stdio: 'ignore',
  });
  chmodSync(folder, 0o755);
  if (process.getuid?.() === 0) for (const file of [key, certificate]) chownSync(file, NOBODY, NOBODY);
  return { certificate, key };
}
