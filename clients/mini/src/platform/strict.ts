/** Only browsers have a content security policy. */
export function keepToPolicy(): void {}
