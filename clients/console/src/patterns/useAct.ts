// One way to do a thing: the button waits, a refusal is told as the server says it, what changed is asked for again.

import { useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useCallback, useState } from 'react';

export function useAct() {
  const { message } = App.useApp();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  /** Gives whether it is done. `stale` names the queries that show what changed. */
  const run = useCallback(
    async <T>(act: () => Promise<T>, told: { done?: string; stale?: string[] } = {}): Promise<T | null> => {
      setBusy(true);
      try {
        const done = await act();
        if (told.done) void message.success(told.done);
        for (const name of told.stale ?? []) void client.invalidateQueries({ queryKey: [name] });
        return done;
      } catch (failure) {
        void message.error((failure as Error).message, 6);
        return null;
      } finally {
        setBusy(false);
      }
    },
    [client, message],
  );
  return { run, busy };
}
