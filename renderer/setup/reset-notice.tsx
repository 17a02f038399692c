// Who did something to the account, when and why. The user reads it first, and can say "This was not me".
import type { Screen } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { NotMe } from '../shared/not-me.tsx';
import { Banner } from '../ui/banner.tsx';
import { noticeSentence } from '../words/notice-words.ts';
import styles from './reset-notice.module.css';

export type Notice = NonNullable<Extract<Screen, { name: 'setup_code' }>['notice']>;

export function ResetNotice({ notice }: { readonly notice: Notice }) {
  return (
    <div className={styles['notice']}>
      <Banner tone="info">
        <strong dir="auto">{notice.byName}</strong>
        {noticeSentence(notice)}
      </Banner>
      <NotMe freeze={() => request('session.repudiate', {})} />
    </div>
  );
}
