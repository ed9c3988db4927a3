/** The digits of what somebody typed: of full width as well, and without what they write between groups. */
export const digitsIn = (text: string, most: number): string => text.normalize('NFKC').replace(/\D/g, '').slice(0, most);
