// What changes by itself, without being asked for: a socket is no use of a login, so a desk that nobody sits at still ends.

import { useEffect, useState } from 'react';
import type { Typed } from 'shared/api';
import { api } from '@/api';
import { backOff, listen, LOGIN_ENDED } from '@/socket';

export function useLive<Result, Variables extends Record<string, unknown>>(document: Typed<Result, Variables>, variables: Variables): { data: Result | null; refused: boolean } {
  const [told, setTold] = useState<{ data: Result | null; refused: boolean }>({ data: null, refused: false });
  const key = JSON.stringify(variables);
  useEffect(() => {
    let over = false;
    let close = () => {};
    const run = async () => {
      for (let tried = 0; !over; tried += 1) {
        const token = await api.session.access().catch(() => null);
        if (over || !api.session.tokens) return;
        if (token) {
          const ended = await listen(token, { document, variables }, (data) => ((tried = 0), setTold({ data: data as Result, refused: false })), (closes) => (close = closes));
          if (over) return;
          if (ended.error && ended.error !== 'UNAVAILABLE') return setTold({ data: null, refused: true });
          if (ended.close === LOGIN_ENDED && (await api.session.renew(token).catch(() => true)) === false) return;
        }
        await new Promise((resume) => setTimeout(resume, backOff(tried)));
      }
    };
    void run();
    return () => {
      over = true;
      close();
    };
  }, [document, key]);
  return told;
}
