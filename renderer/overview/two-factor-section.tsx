// 2FA of the accounts in use, by role.

import { share } from '../words/overview-words.ts';
import { ROLE_WORDS } from '../words/user-words.ts';
import { PeopleFigure } from './figure.tsx';
import styles from './overview.module.css';
import { Bar, type OverviewFigures, OverviewSection } from './overview-section.tsx';

interface TwoFactorSectionProps {
  readonly coverage: OverviewFigures['twoFactor'];
  readonly isPaper: boolean;
}

export function TwoFactorSection({ coverage, isPaper }: TwoFactorSectionProps) {
  return (
    <OverviewSection title="2FA by role">
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">Role</th>
            <th scope="col">Accounts in use</th>
            <th scope="col">2FA set up</th>
            <th scope="col" colSpan={2}>
              Share
            </th>
            <th scope="col">Setup required</th>
            <th scope="col">Not set up</th>
          </tr>
        </thead>
        <tbody>
          {coverage.map(({ role, all, setUp, required, notSetUp }) => (
            <tr key={role}>
              <th scope="row">{ROLE_WORDS[role]}</th>
              <td>
                <PeopleFigure people={all} of={`${ROLE_WORDS[role]}, accounts in use`} isPaper={isPaper} />
              </td>
              <td>
                <PeopleFigure people={setUp} of={`${ROLE_WORDS[role]}, 2FA set up`} isPaper={isPaper} />
              </td>
              <td className={styles['share']}>{share(setUp.count, all.count)}</td>
              <td className={styles['barCell']}>
                <Bar part={setUp.count} all={all.count} />
              </td>
              <td>
                <PeopleFigure people={required} of={`${ROLE_WORDS[role]}, setup required`} isPaper={isPaper} />
              </td>
              <td>
                <PeopleFigure people={notSetUp} of={`${ROLE_WORDS[role]}, 2FA not set up`} isPaper={isPaper} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </OverviewSection>
  );
}
