// The few elements that everything is made of: WeChat's here, those of HTML in base.h5.tsx.
import type { CSSProperties, ReactNode } from 'react'
import { Button, Image, Input as NativeInput, Picker, Text as NativeText, Textarea, View } from '@tarojs/components'

export interface BoxProps {
  as?: 'div' | 'main' | 'header' | 'nav' | 'section' | 'ul' | 'li' | 'h1' | 'h2' | 'p'
  className?: string
  style?: CSSProperties
  role?: string
  label?: string
  children?: ReactNode
}
export function Box({ as: _as, className, style, role, label, children }: BoxProps) {
  return <View className={className} style={style} ariaRole={role} ariaLabel={label}>{children}</View>
}

export interface TapProps {
  className?: string
  label?: string
  disabled?: boolean
  selected?: boolean
  /** Whether what it opens is open. */
  open?: boolean
  openType?: 'getPhoneNumber' | 'agreePrivacyAuthorization'
  onPhoneCode?(code: string | null): void
  /** WeChat has written down that the privacy guide was agreed to. */
  onAgree?(): void
  onTap?(): void
  children?: ReactNode
}
export function Tap({ className = '', label, disabled, selected, open, openType, onPhoneCode, onAgree, onTap, children }: TapProps) {
  if (openType)
    return (
      <Button className={`tap ${className}`} openType={openType as 'getPhoneNumber'} disabled={disabled} id={openType} onClick={onTap} onAgreePrivacyAuthorization={onAgree} onGetPhoneNumber={(event) => onPhoneCode?.((event.detail as { code?: string }).code ?? null)}>
        {children}
      </Button>
    )
  return (
    <View className={`tap ${className}`} hoverClass="pressed" ariaRole="button" ariaLabel={label} {...(selected === undefined ? {} : { ariaSelected: selected })} {...(open === undefined ? {} : { ariaExpanded: open })} onClick={disabled ? undefined : onTap}>
      {children}
    </View>
  )
}

export function Words({ className, children }: { className?: string; children?: ReactNode }) {
  return <NativeText className={className}>{children}</NativeText>
}

export function Img({ src, alt, className }: { src: string; alt: string; className?: string }) {
  return <Image src={src} ariaLabel={alt} className={className} mode="aspectFill" lazyLoad />
}

export interface InputProps {
  value: string
  label: string
  hint?: string
  rows?: number
  max?: number
  kind?: 'text' | 'number' | 'date'
  onChange(value: string): void
}
export function Input({ value, label, hint, rows, max = 2000, kind = 'text', onChange }: InputProps) {
  const change = (event: { detail: { value: string } }) => onChange(event.detail.value)
  if (kind === 'date')
    return (
      <Picker mode="date" value={value} onChange={(event) => onChange(String(event.detail.value))}>
        <View className="input">{value || hint}</View>
      </Picker>
    )
  if (rows) return <Textarea className="input tall" value={value} placeholder={hint} maxlength={max} autoHeight ariaLabel={label} onInput={change} />
  return <NativeInput className="input" value={value} placeholder={hint} maxlength={max} type={kind === 'number' ? 'number' : 'text'} ariaLabel={label} onInput={change} />
}
