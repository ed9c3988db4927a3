/** Mini-programs are not opened by links with a code. */
export const takeCode = (): string | null => null

/** WeChat opens the page itself. */
export function openPairing(): void {}
