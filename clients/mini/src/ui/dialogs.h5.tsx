import { useEffect, useRef } from 'react'
import { Store, useStore } from '@/store'

interface Question {
  content: string
  yes: string
  no: string | null
  answer(yes: boolean): void
}

const asked = new Store<Question | null>(null)
const noted = new Store<string | null>(null)
let going: ReturnType<typeof setTimeout> | undefined

export function note(title: string): void {
  clearTimeout(going)
  noted.set(title)
  going = setTimeout(() => noted.set(null), 3500)
}

export function question(content: string, yes: string, no: string | null): Promise<boolean> {
  asked.get()?.answer(false)
  return new Promise((answered) => {
    const answer = (given: boolean) => {
      asked.set(null)
      answered(given)
    }
    asked.set({ content, yes, no, answer })
  })
}

export function Dialogs() {
  const now = useStore(asked)
  const text = useStore(noted)
  return (
    <>
      <div className="toast" role="status">{text && <span>{text}</span>}</div>
      {now && <Asked key={now.content} {...now} />}
    </>
  )
}

function Asked({ content, yes, no, answer }: Question) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const element = dialog.current
    // Pages under the one that is shown draw it, too; there it stays closed.
    if (element?.parentElement?.offsetParent !== null && element?.showModal) element.showModal()
    // Whoever goes back leaves the question behind, too.
    const left = () => answer(false)
    addEventListener('popstate', left)
    return () => removeEventListener('popstate', left)
  }, [])
  return (
    <dialog ref={dialog} className="ask" aria-label={content} onCancel={() => answer(false)}>
      <p className="p">{content}</p>
      {/* Whoever taps twice has not read what the first tap asked. */}
      <button type="button" className="tap button" autoFocus onClick={({ detail }) => detail < 2 && answer(true)}>{yes}</button>
      {no !== null && <button type="button" className="tap button second" onClick={({ detail }) => detail < 2 && answer(false)}>{no}</button>}
    </dialog>
  )
}
