import type React from "react"
import type { BoxProps, InputProps, TapProps } from './base'

export function Box({ as: Tag = 'div', label, ...rest }: BoxProps) {
  return <Tag aria-label={label} {...rest} />
}

let tapped: EventTarget | null = null
/** The second of two quick taps, on what the first one brought under the finger. */
function strays(event: React.MouseEvent): boolean {
  if (event.detail > 1 && event.currentTarget !== tapped) return true
  tapped = event.currentTarget
  return false
}

export function Tap({ className = '', label, disabled, selected, open, onTap, children }: TapProps) {
  return (
    <button type="button" className={`tap ${className}`} aria-label={label} aria-pressed={selected} aria-expanded={open} disabled={disabled} onClick={(event) => !strays(event) && onTap?.()}>
      {children}
    </button>
  )
}

export function Words({ className, children }: { className?: string; children?: React.ReactNode }) {
  return <span className={className}>{children}</span>
}

export function Img({ src, alt, className }: { src: string; alt: string; className?: string }) {
  return <img src={src} alt={alt} className={className} loading="lazy" />
}

export function Input({ value, label, hint, rows, max = 2000, kind = 'text', onChange }: InputProps) {
  if (rows) return <textarea className="input tall" value={value} placeholder={hint} maxLength={max} rows={rows} aria-label={label} onChange={(event) => onChange(event.target.value)} />
  return <input className="input" value={value} placeholder={hint} maxLength={max} type={kind === 'date' ? 'date' : 'text'} inputMode={kind === 'number' ? 'numeric' : undefined} aria-label={label} onChange={(event) => onChange(event.target.value)} />
}
