/** The one-time code of `#demo=code`; it leaves the address before anything else happens. */
export function takeCode(): string | null {
  const code = /^#demo=([^&]+)/.exec(location.hash)?.[1]
  if (!code) return null
  history.replaceState(null, '', location.pathname)
  sessionStorage.setItem('linli.demo', '1')
  return decodeURIComponent(code)
}
