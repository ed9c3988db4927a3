// Paper: drawn beside the page for the printer alone, and gone when the browser is done with it.

import { App, Button } from 'antd';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import './print.css';

/** As the style sheet knows them: lists to sign and single notices are A4, the board is A3. */
export type Paper = 'list' | 'sheet' | 'board';

/** What belongs on the paper is fetched first; then the browser's own window opens. `name` is that of the file, if it becomes one. */
export function Print({ label, name, paper, draw, primary, done }: { label: string; name: string; paper: Paper; draw(): Promise<ReactNode>; primary?: boolean; done?(): void }) {
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const [drawn, setDrawn] = useState<ReactNode>(null);
  const begin = async () => {
    setBusy(true);
    try {
      setDrawn(await draw());
    } catch (failure) {
      void message.error((failure as Error).message, 6);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button type={primary ? 'primary' : 'default'} loading={busy} onClick={() => void begin()}>
        {label}
      </Button>
      {drawn && (
        <Drawn name={name} paper={paper} over={() => (setDrawn(null), done?.())}>
          {drawn}
        </Drawn>
      )}
    </>
  );
}

function Drawn({ name, paper, over, children }: { name: string; paper: Paper; over(): void; children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  const done = useRef(over);
  done.current = over;
  useEffect(() => {
    let left = false;
    const title = document.title;
    const after = () => done.current();
    addEventListener('afterprint', after);
    void photosOf(place.current!).then(() => {
      if (left) return;
      document.title = name;
      print();
    });
    return () => {
      left = true;
      document.title = title;
      removeEventListener('afterprint', after);
    };
  }, [name]);
  return createPortal(
    <div className={`printed ${paper}`} ref={place}>
      {children}
    </div>,
    document.body,
  );
}

/** All photos have come, or are not waited for any more. */
const photosOf = (place: HTMLElement): Promise<unknown> =>
  Promise.race([Promise.all([...place.querySelectorAll('img')].map((photo) => photo.decode().catch(() => {}))), new Promise((resume) => setTimeout(resume, 5_000))]);
