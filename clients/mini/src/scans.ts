// Codes that were scanned: kept on the phone before they are sent, and until an answer came, so that a cellar without
// network takes nothing from anybody.
import type { Done } from '@/shared/api'
import { Failed, Refused } from '@/shared/failure'
import { uuid } from '@/shared/kept'
import { dayAndClock } from '@/shared/time'
import { api, ask, enter, firstOf, tell, toast } from './api'
import { keyOf, stale } from './cache'
import { CheckInAtDutyPointDocument, CheckInDocument, CheckOutDocument, HomeDocument, PlaceNameDocument, PlanDocument, WhoDocument, type HomeQuery, type PlannedFragment, type PlanQuery } from './gql/graphql'
import { keep } from './keep'
import { keptAnswer } from './kept'
import { onOnline } from './platform'
import { settings } from './settings'
import { Store, useStore } from './store'
import { who } from './who'
import { question } from './ui/dialogs'
import { say } from './words'
import { scan as words } from './words/scan'

export type ScanKind = 'CHECK_IN' | 'CHECK_OUT' | 'DUTY'
export interface Place {
  id: string
  name?: string
}
export interface Scan {
  id: string
  kind: ScanKind
  place: Place
  code: string
  scannedAt: string
  who: string
}
type Outcome = { how: 'done' } | { how: 'already' } | { how: 'refused'; failure: Refused | Failed }

const NAME = 'linli.scans'
const PRESENT = 'linli.present'
/** The server takes none that is older; one that is older still belongs to somebody who did not come back. */
const GIVEN_UP = 48 * 3_600_000
/** A code is shown for this long; after it the same code is judged for when it was scanned. */
const SHOWN = 20_000
/** How long a person looks at their phone before they are told that it is kept. */
const PATIENCE = 4_000

function read<T>(name: string): T[] {
  try {
    return JSON.parse(keep.get(name) ?? '[]') as T[]
  } catch {
    return []
  }
}

const scans = new Store<Scan[]>(read<Scan>(NAME).filter((one) => Date.now() - Date.parse(one.scannedAt) < GIVEN_UP))
const write = (all: Scan[]): void => {
  keep.set(NAME, JSON.stringify(all))
  scans.set(all)
}
const drop = (scan: Scan): void => write(scans.get().filter((one) => one.id !== scan.id))

/** What this account scanned and nobody has answered yet. */
export const useWaiting = (): Scan[] => useStore(scans).filter((one) => one.who === who())

/** Nothing is left of a person who erased their account. */
export function forgetScans(): void {
  write(scans.get().filter((one) => one.who !== who()))
  keep.remove(PRESENT)
}

/** The next shifts, as they were last answered: names and what was checked in are known without network. */
function planned(): PlannedFragment[] {
  const home = keptAnswer<HomeQuery>('home', keyOf(HomeDocument, {}))
  const plan = keptAnswer<PlanQuery>('plan', keyOf(PlanDocument, {}))
  return [...(plan?.viewer.signUps.edges ?? []), ...(home?.viewer.signUps.edges ?? [])].map((edge) => edge.node)
}

/** Whether this account is known to have checked in at the shift: by this phone or by what was last answered. */
function present(shiftId: string): boolean {
  const mine = (one: { place: Place; who: string; kind?: string }) => one.place.id === shiftId && one.who === who() && one.kind !== 'CHECK_OUT'
  return scans.get().some(mine) || read<Scan>(PRESENT).some(mine) || planned().some((one) => one.shift.id === shiftId && one.attendance)
}

function written(scan: Scan): void {
  if (scan.kind === 'CHECK_IN') keep.set(PRESENT, JSON.stringify([...read<Scan>(PRESENT).filter((one) => Date.now() - Date.parse(one.scannedAt) < GIVEN_UP), scan].slice(-20)))
}

function send(scan: Scan, later: boolean): Promise<Done<unknown>> {
  const name = `scan:${scan.id}`
  const when = later ? { scannedAt: scan.scannedAt } : {}
  if (scan.kind === 'DUTY') return api.act(CheckInAtDutyPointDocument, name, { dutyPointId: scan.place.id, code: scan.code, ...when }) as Promise<Done<unknown>>
  const document = scan.kind === 'CHECK_IN' ? CheckInDocument : CheckOutDocument
  return api.act(document as typeof CheckInDocument, name, { shiftId: scan.place.id, code: scan.code, ...when }) as Promise<Done<unknown>>
}

/** An answer that says that it stands already. */
const ALREADY = ['ALREADY_CHECKED_IN', 'ALREADY_CHECKED_OUT', 'DUTY_ALREADY_CHECKED_IN']
/** Nobody has judged the scan yet. */
const UNJUDGED = ['RATE_LIMITED', 'INTERNAL_SERVER_ERROR', 'UNAUTHENTICATED', 'UNKNOWN_DOCUMENT']

/** Null as long as there is no answer. */
async function hand(scan: Scan, later: boolean): Promise<Outcome | null> {
  try {
    await send(scan, later)
    return { how: 'done' }
  } catch (failure) {
    if (failure instanceof Refused) {
      if (ALREADY.includes(failure.code)) return { how: 'already' }
      // A slow network: what came too late for now may have been right for then.
      if (!later && failure.code === 'CODE_WRONG' && Date.now() - Date.parse(scan.scannedAt) > SHOWN) return hand(scan, true)
      return { how: 'refused', failure }
    }
    if (!(failure instanceof Failed) || failure.passing || UNJUDGED.includes(failure.code)) return null
    return { how: 'refused', failure }
  }
}

/** Those who look at their phone for an answer; all others are told when it comes. */
const looking = new Map<string, (outcome: Outcome | null) => void>()
let handing: Promise<void> | null = null

/** Hands in what is kept for this account, one after the other, in the order in which it was scanned. */
export function handIn(): Promise<void> {
  handing ??= handAll().finally(() => {
    handing = null
  })
  return handing
}

async function handAll(): Promise<void> {
  const fresh = (scan: Scan) => looking.has(scan.id)
  try {
    while (scans.get().length > 0 && (await enter())) {
      const me = who() ?? (await ask(WhoDocument, {})).viewer.id
      const scan = scans.get().find((one) => one.who === me)
      if (!scan) return
      const outcome = await hand(scan, !fresh(scan))
      const look = looking.get(scan.id)
      if (!outcome) return
      drop(scan)
      if (outcome.how !== 'refused') written(scan)
      stale()
      if (look) look(outcome)
      else void report(scan, outcome)
    }
  } catch {
    // No network: they stay.
  } finally {
    for (const [id, look] of looking) if (scans.get().some((one) => one.id === id)) look(null)
  }
}

/** The name of a place that was not known where there was no network. */
async function nameOf({ place, kind }: Pick<Scan, 'place' | 'kind'>): Promise<string> {
  if (place.name) return place.name
  const node = await ask(PlaceNameDocument, { id: place.id }).then((answer) => answer.node, () => null)
  const name = node?.__typename === 'Shift' ? node.activity.title : node?.__typename === 'DutyPoint' ? node.name : null
  return name ?? say(words, kind === 'DUTY' ? 'point' : 'shift')
}

/** What became of a scan, with the place: whoever reads it may be elsewhere by now. */
async function report(scan: Scan, outcome: Outcome): Promise<void> {
  const parts = { what: say(words, scan.kind), place: await nameOf(scan), time: dayAndClock(scan.scannedAt, settings.get().language) }
  if (outcome.how === 'refused') void question(say(words, 'refused', { ...parts, why: outcome.failure.message }), say(words, 'fine'), null)
  else toast(say(words, 'later', parts))
}

/** The kept name of a place, where it is known. */
const named = (place: Place): Place => ({ ...place, name: place.name ?? planned().find((one) => one.shift.id === place.id)?.shift.activity.title })

async function asksToLeave(place: Place): Promise<boolean> {
  return question(say(words, 'leave', { place: await nameOf({ place: named(place), kind: 'CHECK_IN' }) }), say(words, 'yesLeave'), say(words, 'noLeave'))
}

/**
 * Checks in with a code that was scanned or typed; checks out where the person says so, and never by itself. True if it
 * counts or is kept. A wrong code is told at the field where it was typed, if there is one.
 */
export async function checkIn(place: Place, code: string, kind?: ScanKind, wrong?: (message: string) => void): Promise<boolean> {
  const at = new Date().toISOString()
  if (!kind) {
    kind = place.id.startsWith('dutypoint_') ? 'DUTY' : 'CHECK_IN'
    if (kind === 'CHECK_IN' && present(place.id)) {
      if (!(await asksToLeave(place))) return false
      kind = 'CHECK_OUT'
    }
  }
  return keepAndSend({ id: uuid(), kind, place: named(place), code, scannedAt: at, who: '' }, wrong)
}

async function keepAndSend(unsigned: Scan, wrong?: (message: string) => void): Promise<boolean> {
  const me = who() ?? (await ask(WhoDocument, {}).then((answer) => answer.viewer.id, () => null))
  if (!me) {
    toast(say(words, 'noOne'))
    return false
  }
  const scan = { ...unsigned, who: me }
  const answered = new Promise<Outcome | null>((look) => {
    looking.set(scan.id, look)
    setTimeout(() => look(null), PATIENCE)
  })
  write([...scans.get(), scan])
  // One that is under way may have looked before this was kept.
  void (handing ? handing.then(handIn) : handIn())
  const outcome = await answered
  looking.delete(scan.id)
  if (!outcome) {
    toast(say(words, 'kept'))
    return true
  }
  if (outcome.how === 'refused') {
    if (wrong && outcome.failure.code === 'CODE_WRONG') wrong(outcome.failure.message)
    else if (firstOf(outcome.failure)) tell(outcome.failure)
    else void report(scan, outcome)
    return false
  }
  if (outcome.how === 'already') {
    if (scan.kind === 'CHECK_IN') return (await asksToLeave(scan.place)) && keepAndSend({ ...scan, id: uuid(), kind: 'CHECK_OUT' }, wrong)
    toast(say(words, scan.kind === 'DUTY' ? 'dutyAlready' : 'outAlready'))
    return true
  }
  toast(say(words, scan.kind === 'CHECK_IN' ? 'in' : scan.kind === 'CHECK_OUT' ? 'out' : 'onDuty'))
  return true
}

/** When the app begins. */
export function handInAlways(): void {
  void handIn()
  onOnline(() => void handIn())
}
