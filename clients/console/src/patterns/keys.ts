// Keys of a page. They rest while somebody types.

import { useEffect, useRef } from 'react';

/** Held, they go on; any other key does its work once. */
const MOVES = ['ArrowDown', 'ArrowUp', 'j', 'k'];

export function useKeys(keys: Record<string, () => void>): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      const types = target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
      if (types || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      // Also with Caps Lock.
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      const act = latest.current[key];
      if (!act) return;
      event.preventDefault();
      if (!event.repeat || MOVES.includes(key)) act();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
}
