// A folder and fpm's options become an rpm, through rpmbuild. Nothing of the building machine gets into it: no host name,
// no time but SOURCE_DATE_EPOCH, no dependencies that rpmbuild guesses.
import { execFileSync } from 'node:child_process';
import { copyFileSync, lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** rpm's names of compressions: the letter w, a level, and the library. Zstandard unpacks in all rpm since 4.14. */
const PAYLOADS = new Map([
  ['', 'w6.xzdio'],
  ['xz', 'w6.xzdio'],
  ['xzmt', 'w6.xzdio'], // one thread: the bytes of several depend on their number
  ['zstd', 'w19.zstdio'],
  ['gzip', 'w9.gzdio'],
]);

/** electron-builder takes Debian's name of the processor here, too, as fpm does. */
const PROCESSORS = new Map([['amd64', 'x86_64']]);

/**
 * @param {string} content the files at their places below /
 * @param {import('./fpm.mjs').Options} option
 */
export function buildRpm(content, option) {
  const payload = PAYLOADS.get(option['rpm-compression']);
  if (payload === undefined) throw new Error(`${option['rpm-compression']}: no known compression of an rpm.`);
  const work = dirname(content);
  const spec = join(work, 'package.spec');
  writeFileSync(spec, specOf(content, option));
  /** @type {Readonly<Record<string, string>>} */
  const macros = {
    _topdir: join(work, 'rpm'),
    _rpmdir: join(work, 'rpm'),
    _rpmfilename: 'made.rpm',
    _buildhost: 'localhost',
    _binary_payload: payload,
    // Nothing is stripped, compressed or linked: the files are those that were tested.
    __os_install_post: '%{nil}',
    debug_package: '%{nil}',
    _build_id_links: 'none',
    use_source_date_epoch_as_buildtime: '1',
    clamp_mtime_to_source_date_epoch: '1',
    source_date_epoch_from_changelog: '0',
  };
  execFileSync(
    'rpmbuild',
    [
      ...[
        '-bb',
        '--quiet',
        '--target',
        `${PROCESSORS.get(option.architecture) ?? option.architecture}-linux`,
        '--buildroot',
        content,
      ],
      ...Object.entries(macros).flatMap(([name, value]) => ['--define', `${name} ${value}`]),
      spec,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  copyFileSync(join(work, 'rpm', 'made.rpm'), option.package);
}

/**
 * @param {string} content
 * @param {import('./fpm.mjs').Options} option
 */
function specOf(content, option) {
  const oneLine = (/** @type {string} */ text) => escaped(text).replace(/\s+/g, ' ').trim();
  /** @type {readonly (readonly [string, string])[]} */
  const tags = [
    ['Name', option.name],
    ['Version', option.version.replaceAll('-', '~')],
    ['Release', '1'],
    ['Summary', oneLine(option['rpm-summary'] || option.description)],
    ['License', oneLine(option.license)],
    ['Vendor', oneLine(option.vendor)],
    ['Packager', oneLine(option.maintainer)],
    ['Group', option.category || 'Applications'],
    ['URL', option.url],
    ['AutoReqProv', 'no'],
    ...option.depends.map((name) => /** @type {const} */ (['Requires', name])),
  ];
  return [
    ...tags.map(([name, value]) => `${name}: ${value}`),
    '%description',
    oneLine(option.description),
    ...sectionOf('post', option['after-install']),
    // fpm runs the script after the removal of the last version only: an upgrade removes the old one after the new one is there.
    ...sectionOf('postun', option['after-remove'], 'if [ "$1" -ge 1 ]; then exit 0; fi'),
    '%files',
    '%defattr(-,root,root,-)',
    ...filesOf(content),
    '',
  ].join('\n');
}

/**
 * @param {string} name
 * @param {string} file empty where the package has no such script
 * @param {readonly string[]} before
 */
function sectionOf(name, file, ...before) {
  if (file === '') return [];
  const script = readFileSync(file, 'utf8').replace(/^#!.*\n/, '');
  return [`%${name} -p /bin/bash`, ...before, escaped(script)];
}

/** A percent sign begins a macro. @param {string} text */
function escaped(text) {
  return text.replaceAll('%', '%%');
}

/**
 * Every file, and the folders that are Rekey's own: those below /opt.
 * @param {string} content
 * @param {string} [folder]
 * @returns {readonly string[]}
 */
function filesOf(content, folder = '') {
  return readdirSync(join(content, folder))
    .toSorted()
    .flatMap((name) => {
      const path = `${folder}/${name}`;
      if (!lstatSync(join(content, path)).isDirectory()) return [`"${escaped(path)}"`];
      const own = path.startsWith('/opt/') ? [`%dir "${escaped(path)}"`] : [];
      return [...own, ...filesOf(content, path)];
    });
}
