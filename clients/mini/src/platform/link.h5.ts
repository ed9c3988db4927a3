/** The one-time code of `#demo=code`; it leaves the address before anything else happens. */
export function takeCode(): string | null {
  const code = /^#demo=([^&]+)/.exec(location.hash)?.[1]
  if (!code) return null
  history.replaceState(null, '', location.pathname)
  sessionStorage.setItem('linli.demo', '1')
  return decodeURIComponent(code)
}

/** `#pair=WDJB-MJHT`, of a code that a camera scanned, opens the page that allows it. */
export function openPairing(): void {
  const code = /^#pair=([\w-]+)/.exec(location.hash)?.[1]
  if (code) history.replaceState(null, '', `${location.pathname}#/pages/pairing/allow?code=${code}`)
  // In a tab that is open already, too.
  addEventListener('hashchange', () => {
    if (/^#(pair|demo)=/.test(location.hash)) location.reload()
  })
}
