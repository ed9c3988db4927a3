import type { ReactNode } from 'react';
import { at, put } from '@/route';

/** Changes what the address says about this page, and what is shown with it: a link, so that keys reach it. */
export function Choose({ to, children }: { to: Record<string, string | null>; children: ReactNode }) {
  return (
    <a
      href={at(to)}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        // A row that opens the same at a click has nothing to add.
        event.stopPropagation();
        put(to);
      }}
    >
      {children}
    </a>
  );
}
