import type { PropsWithChildren } from 'react'
import { enter, tell } from './api'
import { useDidShow } from '@tarojs/taro'
import { openPairing, takeCode } from './platform/link'
// Every page needs them: fetched with the app, and not after it.
import './ask'
import { handIn, handInAlways } from './scans'
import './ui'
import './ui/theme.css'

// Before the router looks at the address: a link's login code is taken out of it at once.
const code = takeCode()
if (code) enter(code).catch(tell)
openPairing()
handInAlways()

export default function App({ children }: PropsWithChildren) {
  useDidShow(() => void handIn())
  return children
}
