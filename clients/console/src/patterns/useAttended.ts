// Whether somebody sits at the desk. What asks by itself rests while nobody does: each question would be a use of the
// login, and a computer left alone in a hall would never be logged out.

import { useEffect, useState } from 'react';

const QUIET = 5 * 60_000;
let last = Date.now();
const signs = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;
const sign = () => {
  last = Date.now();
};
for (const name of signs) addEventListener(name, sign, { passive: true, capture: true });

const attended = () => document.visibilityState === 'visible' && Date.now() - last < QUIET;

export function useAttended(): boolean {
  const [now, setNow] = useState(attended);
  useEffect(() => {
    const look = () => setNow(attended());
    const timer = setInterval(look, 5_000);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, []);
  return now;
}
