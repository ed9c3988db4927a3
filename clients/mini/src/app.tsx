import type { PropsWithChildren } from 'react'
import { enter, tell } from './api'
import { openPairing, takeCode } from './platform/link'
// Every page needs them: fetched with the app, and not after it.
import './ask'
import './ui'
import './ui/theme.css'

// Before the router looks at the address: a link's login code is taken out of it at once.
const code = takeCode()
if (code) enter(code).catch(tell)
openPairing()

export default function App({ children }: PropsWithChildren) {
  return children
}
