import type { ReactNode } from 'react';
import { Focused } from '~/parts/focused';
import { Notice } from '~/parts/notice';

/** What came of something that was done. */
export function Result({
  title,
  children,
  actions,
}: {
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <Focused>
      <Notice tone="good" announce title={title} actions={actions}>
        {children}
      </Notice>
    </Focused>
  );
}
