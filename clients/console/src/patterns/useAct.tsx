// One way to do a thing: the button waits, a refusal is told as the server says it, what changed is asked for again. What
// can be taken back can be so for some seconds; what cannot is asked about before, by its page.

import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useCallback, useState } from 'react';
import { t } from '@/words';

interface Told<T> {
  done?: string;
  /** The queries that show what changed. */
  stale?: string[];
  /** How it is taken back, where the API can. */
  undo?: Undo<T>;
}

interface Undo<T> {
  /** What the button says, if it does not leave everything as it was. */
  label?: string;
  act(done: T): Promise<unknown>;
  done: string;
}

const SECONDS = 8;

export function useAct() {
  const { message } = App.useApp();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  /** Gives what came of it; null if it was refused. What is told may depend on what came of it. */
  const run = useCallback(
    async <T,>(act: () => Promise<T>, telling: Told<T> | ((done: T) => Told<T>) = {}): Promise<T | null> => {
      setBusy(true);
      try {
        const done = await act();
        const told = typeof telling === 'function' ? telling(done) : telling;
        const { undo } = told;
        if (undo) {
          const key = `undo:${Date.now()}`;
          const back = () => {
            message.destroy(key);
            void run(() => undo.act(done), { done: undo.done, stale: told.stale });
          };
          void message.success({
            key,
            duration: SECONDS,
            content: (
              <>
                {told.done}{' '}
                <Button type="link" size="small" data-undo onClick={back}>
                  {undo.label ?? t('撤销', 'Undo')} <kbd>z</kbd>
                </Button>
              </>
            ),
          });
        } else if (told.done) void message.success(told.done);
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
