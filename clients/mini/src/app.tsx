import type { PropsWithChildren } from 'react'
import './ui/theme.css'

export default function App({ children }: PropsWithChildren) {
  return children
}
