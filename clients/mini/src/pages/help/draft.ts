// A wish that is being said.
import type { Urgency, WishCategory, WishKind } from '@/gql/graphql'

export interface WishDraft {
  kind: WishKind
  category: WishCategory
  urgency: Urgency
  title: string
  text: string
  yuan: string
}

export const EMPTY: WishDraft = { kind: 'SERVICE', category: 'HOUSEHOLD', urgency: 'NORMAL', title: '', text: '', yuan: '' }
